import {
  convertCssVariables,
  deepMerge,
  defaultCssVariablesResolver,
  DEFAULT_THEME,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariablesResolver, theme } from '../src/design/theme.js';

const ID = 'virtual:mantine-variables.css';

/**
 * Turns the theme into a static stylesheet at build time. Mantine would otherwise write a `<style>` element in the
 * browser, which the content security policy forbids.
 */
export function mantineVariables(): Plugin {
  return {
    name: 'mantine-variables',
    resolveId: (id) => (id === ID ? ID : null),
    load: (id) => (id === ID ? stylesheet() : null),
  };
}

function stylesheet(): string {
  const full = mergeMantineTheme(DEFAULT_THEME, theme);
  return convertCssVariables(deepMerge(defaultCssVariablesResolver(full), cssVariablesResolver(full)), ':root');
}
