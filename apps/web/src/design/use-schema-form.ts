import { PASSWORD_MIN_LENGTH } from '@mid-station/contracts';
import { useForm } from '@mantine/form';
import type { ParseKeys } from 'i18next';
import type { z } from 'zod';
import { asAppError } from '../api/problem.js';
import { en } from '../language/en.js';
import { useText, type Text } from '../language/use-text.js';

/** Where what is asked for depends on what was entered, a function of that. */
type SchemaOf<Values> = z.ZodType | ((values: Values) => z.ZodType);

/**
 * A form held against a schema of the contracts. Each field has one sentence that says what it wants (`validation.*`),
 * shown for whatever is wrong with it, whether the page or the server found out.
 */
export function useSchemaForm<Values extends object>(schema: SchemaOf<Values>, initialValues: Values) {
  const text = useText();
  const form = useForm<Values>({
    initialValues,
    validate: (values) => {
      const parsed = (typeof schema === 'function' ? schema(values) : schema).safeParse(values);
      return parsed.success
        ? {}
        : fieldErrors(
            parsed.error.issues.map(({ path }) => path.join('.')),
            text,
          );
    },
  });
  /** Shows the server's refusal at its fields; the sentence for the form as a whole is returned. */
  const refused = (error: unknown): string => {
    form.setErrors(
      fieldErrors(
        (asAppError(error).extra.errors ?? []).map(({ path }) => path),
        text,
      ),
    );
    return text.errorText(error);
  };
  return { form, refused };
}

function fieldErrors(paths: string[], { t }: Text): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, t(fieldKey(path), { min: PASSWORD_MIN_LENGTH }) as string]));
}

function fieldKey(path: string): ParseKeys {
  const field = path.split('.').at(-1) ?? '';
  return (field in en.validation ? `validation.${field}` : 'errors.invalid_request') as ParseKeys;
}
