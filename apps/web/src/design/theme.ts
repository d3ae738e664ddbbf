import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Signpost yellow: the one accent of the product. Always under ink text, never as text on white. */
const signal: MantineColorsTuple = [
  '#fffae0',
  '#fff2b8',
  '#ffe88a',
  '#ffdd57',
  '#ffd22e',
  '#fcc800',
  '#e3b400',
  '#b48e00',
  '#7d6200',
  '#574400',
];

/** On air, and nothing else that is not broken. */
const red: MantineColorsTuple = [
  '#fff0ee',
  '#ffdcd8',
  '#ffb8b0',
  '#ff9084',
  '#f96a5c',
  '#ea4335',
  '#d02c20',
  '#b0231a',
  '#8d1d16',
  '#6b1712',
];

const green: MantineColorsTuple = [
  '#e9f8f0',
  '#cfeedd',
  '#a0ddbd',
  '#6dcb9a',
  '#45bb7d',
  '#2aa869',
  '#1c8a54',
  '#176f44',
  '#125636',
  '#0d3f28',
];

const orange: MantineColorsTuple = [
  '#fff3e8',
  '#ffe3cb',
  '#ffc796',
  '#ffab62',
  '#f98f38',
  '#e8761b',
  '#c75d0b',
  '#a24a08',
  '#7d3a08',
  '#5b2b07',
];

/** Paper to ink, with a trace of green in the shadows. */
const gray: MantineColorsTuple = [
  '#f5f4ef',
  '#ebeae4',
  '#dddcd5',
  '#c6c6bf',
  '#9ea19d',
  '#7b817f',
  '#565e5e',
  '#3b4344',
  '#252c2e',
  '#14181a',
];

const dark: MantineColorsTuple = [
  '#e9edec',
  '#c9d0cf',
  '#9da8a8',
  '#75817f',
  '#3a4446',
  '#283033',
  '#1d2427',
  '#161b1e',
  '#0e1214',
  '#080b0c',
];

const FONT = "'Overpass Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  colors: { signal, red, green, orange, gray, dark },
  primaryColor: 'signal',
  primaryShade: 5,
  autoContrast: true,
  black: '#14181a',
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: FONT, fontWeight: '800' },
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.125rem', xl: '1.375rem' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '10px', lg: '14px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Mantine's scroll lock writes a <style> element, which the content security policy forbids; base.css locks instead.
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        radius: 'lg',
        attributes: { header: { role: 'none' } },
        overlayProps: { backgroundOpacity: 0.6 },
      },
    },
    Input: { defaultProps: { size: 'md' } },
    InputWrapper: { defaultProps: { size: 'md' } },
    Switch: { defaultProps: { color: 'green.6', withThumbIndicator: false } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Button: { defaultProps: { fw: 700 } },
    PasswordInput: { defaultProps: { visibilityToggleButtonProps: { tabIndex: 0 } } },
  },
});

/** The names below are the whole palette that stylesheets use; raw colours appear nowhere else. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--on-air': '#d02c20',
    '--signal': '#fcc800',
    '--ink': '#14181a',
  },
  light: {
    '--mantine-color-body': '#f5f4ef',
    '--mantine-color-text': '#14181a',
    '--mantine-color-dimmed': '#565e5e',
    '--mantine-color-placeholder': '#6f7675',
    '--mantine-color-anchor': '#6b5300',
    '--mantine-color-error': '#b0231a',
    '--mantine-color-default-border': '#c6c6bf',
    '--page': '#f5f4ef',
    '--surface': '#ffffff',
    '--sunken': '#faf9f6',
    '--line': '#dddcd5',
    '--line-strong': '#8a908d',
    '--text': '#14181a',
    '--text-dim': '#565e5e',
    '--ok': '#176f44',
    '--ok-soft': '#e3f4eb',
    '--warn': '#974507',
    '--warn-soft': '#fff0e0',
    '--bad': '#b0231a',
    '--bad-soft': '#ffeeec',
    '--mark': '#fff2b8',
    '--focus': '#14181a',
    '--lift': '0 1px 2px rgb(20 24 26 / 6%), 0 8px 24px -12px rgb(20 24 26 / 14%)',
  },
  dark: {
    '--mantine-color-body': '#0e1214',
    '--mantine-color-text': '#e9edec',
    '--mantine-color-dimmed': '#9da8a8',
    '--mantine-color-placeholder': '#87928f',
    '--mantine-color-anchor': '#ffdd57',
    '--mantine-color-error': '#ff9084',
    '--mantine-color-default': '#1d2427',
    '--mantine-color-default-hover': '#283033',
    '--mantine-color-default-border': '#3a4446',
    '--page': '#0e1214',
    '--surface': '#161b1e',
    '--sunken': '#121719',
    '--line': '#283033',
    '--line-strong': '#75817f',
    '--text': '#e9edec',
    '--text-dim': '#9da8a8',
    '--ok': '#6dcb9a',
    '--ok-soft': '#12291e',
    '--warn': '#ffab62',
    '--warn-soft': '#2d1f11',
    '--bad': '#ff9084',
    '--bad-soft': '#2f1715',
    '--mark': '#3a3210',
    '--focus': '#ffdd57',
    '--lift': '0 1px 2px rgb(0 0 0 / 40%)',
  },
});
