import { z } from 'zod';
import { idSchema } from './primitives.js';

/**
 * Everything that can be worth changing in what the encoder sends, with the words a streamer reads. `{{target}}` stands for
 * the target's name, the others for the advice's values: rates in kbit/s as encoders take them, times in seconds.
 */
export const adviceTexts = {
  video_bitrate:
    '{{target}} takes at most {{limit}} kbit/s of video; yours comes with about {{now}}. In OBS, lower Video Bitrate to {{limit}}.',
  audio_bitrate:
    '{{target}} takes at most {{limit}} kbit/s of audio; yours comes with about {{now}}. In OBS, lower Audio Bitrate to {{limit}}.',
  keyframe_interval:
    '{{target}} asks for a keyframe every {{limit}} s; yours come every {{now}} s. In OBS, set Keyframe Interval to {{limit}}.',
  video_codec: '{{target}} does not take {{now}} video. In OBS, choose an encoder for {{limit}}.',
  audio_codec: '{{target}} does not take {{now}} sound. In OBS, choose an audio encoder for {{limit}}.',
  no_sound:
    'Your stream carries no sound, and some platforms show nothing until there is some. In OBS, add an audio source.',
  two_encoders:
    'Two encoders stream with your key and push each other out. Stop one; if the other is not yours, make a new stream key.',
} as const satisfies Record<string, string>;

export type AdviceCode = keyof typeof adviceTexts;
export const adviceCodeSchema = z.enum(Object.keys(adviceTexts) as [AdviceCode, ...AdviceCode[]]);

/** What an advice's sentence is filled with: what comes in now, and what the platform takes. */
export const adviceValuesSchema = z.object({
  now: z.union([z.number(), z.string()]).optional(),
  limit: z.union([z.number(), z.string()]).optional(),
});
export type AdviceValues = z.infer<typeof adviceValuesSchema>;

/**
 * Something worth changing, found by holding the incoming stream against what a target's platform takes. `targetId` is null
 * for what concerns the stream as a whole; `message` is the sentence in English.
 */
export const adviceSchema = z.object({
  targetId: idSchema.nullable(),
  code: adviceCodeSchema,
  values: adviceValuesSchema,
  message: z.string(),
});
export type Advice = z.infer<typeof adviceSchema>;

/** The English sentence. `target` is the target's name. */
export function adviceText(code: AdviceCode, filling: AdviceValues & { readonly target?: string }): string {
  return adviceTexts[code].replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(filling[name as keyof typeof filling] ?? ''),
  );
}
