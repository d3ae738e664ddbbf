import { IconBrandKick, IconBrandTwitch, IconBrandYoutube, IconServer, IconVideo } from '@tabler/icons-react';
import { useText } from '../language/use-text.js';
import classes from './signpost.module.css';

const signs = [
  { name: 'Twitch', icon: IconBrandTwitch, rate: 6_200 },
  { name: 'YouTube', icon: IconBrandYoutube, rate: 6_200 },
  { name: 'Kick', icon: IconBrandKick, rate: 6_200 },
  { name: 'rtmp://', icon: IconServer, rate: 6_200 },
];

/** The product as a picture: one stream comes to the post, every sign sends it on. */
export function Signpost() {
  const { t, bitrate } = useText();
  return (
    <div className={classes.scene} role="img" aria-label={t('home.demoLabel')}>
      <div className={classes.source}>
        <IconVideo size={28} />
        <span>
          <strong>{t('home.in')}</strong>
          <small className="figures">{bitrate(6_200)}</small>
        </span>
      </div>
      <div className={classes.post}>
        {signs.map(({ name, icon: Icon, rate }) => (
          <div key={name} className={classes.sign}>
            <Icon size={26} />
            <strong>{name}</strong>
            <small className="figures">{bitrate(rate)}</small>
          </div>
        ))}
      </div>
    </div>
  );
}
