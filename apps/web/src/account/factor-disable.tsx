import { api } from '../api/client.js';
import { notifyDone } from '../design/notify.js';
import { useText } from '../language/use-text.js';
import { ProveForm } from './prove-form.js';

export function FactorDisable({ onDone }: { readonly onDone: () => void }) {
  const { t } = useText();
  const done = () => {
    notifyDone(t('account.factorDisabled'));
    onDone();
  };
  return (
    <ProveForm
      action={t('account.factorDisable')}
      run={(body) => api.call('disableSecondFactor', { body })}
      onDone={done}
    />
  );
}
