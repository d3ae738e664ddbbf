import { useMutation } from '@tanstack/react-query';
import { useText } from '../language/use-text.js';
import { notifyFailure } from './notify.js';

interface Action<Input, Result> {
  /** What it says above the reason when it fails. */
  readonly failed: string;
  readonly run: (input: Input) => Promise<Result>;
  readonly done?: (result: Result, input: Input) => unknown;
}

/** One act of the user: pending while under way, its failure shown as a notification. */
export function useAction<Input = void, Result = unknown>({ failed, run, done }: Action<Input, Result>) {
  const { errorText } = useText();
  return useMutation({
    mutationFn: run,
    onSuccess: done,
    onError: (error) => void notifyFailure(failed, errorText(error)),
  });
}
