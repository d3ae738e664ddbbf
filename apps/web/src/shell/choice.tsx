import { useId } from 'react';
import classes from './choice.module.css';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

/** A few things of which one holds. */
export function Choice<Value extends string>({ label, options, value, onChoose }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      <div className={classes.options}>
        {(Object.keys(options) as Value[]).map((option) => (
          <label key={option} className={classes.option}>
            <input type="radio" name={id} checked={option === value} onChange={() => onChoose(option)} />
            <span>{options[option]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
