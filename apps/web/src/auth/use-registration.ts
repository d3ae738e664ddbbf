import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';

/** Whether strangers may make accounts. What could not be asked is taken for open: the server says so itself when it is not. */
export function useRegistration(): { readonly isKnown: boolean; readonly isOpen: boolean } {
  const { data, isPending } = useQuery(queries.registration);
  return { isKnown: !isPending, isOpen: data?.open ?? true };
}
