import type { PlatformId } from '@mid-station/contracts';
import {
  IconBroadcast,
  IconBrandAws,
  IconBrandCloudflare,
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandKick,
  IconBrandLinkedin,
  IconBrandRumble,
  IconBrandTiktok,
  IconBrandTwitch,
  IconBrandX,
  IconBrandYoutube,
  IconServer,
  IconTargetArrow,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import classes from './platform-icon.module.css';

const icons: Partial<Record<PlatformId, ComponentType<{ size: number }>>> = {
  practice: IconTargetArrow,
  custom: IconServer,
  owncast: IconBroadcast,
  twitch: IconBrandTwitch,
  youtube: IconBrandYoutube,
  facebook: IconBrandFacebook,
  kick: IconBrandKick,
  x: IconBrandX,
  linkedin: IconBrandLinkedin,
  instagram: IconBrandInstagram,
  tiktok: IconBrandTiktok,
  rumble: IconBrandRumble,
  cloudflare: IconBrandCloudflare,
  ivs: IconBrandAws,
};

/** The platform's sign; the first letter of its name where it has none. */
export function PlatformIcon({ platform, size = 22 }: { readonly platform: PlatformId; readonly size?: number }) {
  const Icon = icons[platform];
  return (
    <span className={classes.icon} aria-hidden>
      {Icon ? <Icon size={size} /> : <b>{platform[0]}</b>}
    </span>
  );
}
