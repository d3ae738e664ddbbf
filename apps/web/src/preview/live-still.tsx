import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queries } from '../api/queries.js';

interface LiveStillProps {
  readonly sessionId: string;
  readonly className?: string | undefined;
}

/** A recent picture of a live stream, for decoration: nothing while there is none. */
export function LiveStill({ sessionId, className }: LiveStillProps) {
  const { data: picture } = useQuery(queries.still(sessionId));
  const url = useObjectUrl(picture ?? null);
  return url && <img src={url} alt="" className={className} />;
}

/** An address of the picture for as long as it is shown. */
function useObjectUrl(picture: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!picture) return;
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return picture && url;
}
