/** @jest-environment jsdom */
import { jest } from '@jest/globals';
import { keepFocus } from './keep-focus.js';

const PAGE = `
  <main tabindex="-1">
    <section id="settings">
      <article id="setting">
        <ul>
          <li id="target" aria-label="Twitch"><button id="edit">Edit</button></li>
        </ul>
      </article>
      <button id="add">New setting</button>
    </section>
  </main>`;
const DIALOG = '<section role="dialog" id="dialog"><input id="name" /><button id="delete">Delete</button></section>';

const find = (id: string) => document.getElementById(id) as HTMLButtonElement;
const focused = () => document.activeElement?.id;
/** Longer than any loss is left alone. */
const settle = () => jest.advanceTimersByTimeAsync(1_000);

describe('the focus of the keyboard', () => {
  let stop: () => void;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    document.body.innerHTML = PAGE;
    stop = keepFocus(document);
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  it('goes to the nearest thing around an element that has gone', async () => {
    find('edit').focus();
    find('edit').remove();
    await settle();
    expect(focused()).toBe('target');
    find('target').remove();
    await settle();
    expect(focused()).toBe('setting');
  });

  it('goes from a dialog back to what opened it, or to what is left around that', async () => {
    find('edit').focus();
    document.body.insertAdjacentHTML('beforeend', DIALOG);
    find('name').focus();
    find('delete').focus();
    find('dialog').remove();
    await settle();
    expect(focused()).toBe('edit');
    document.body.insertAdjacentHTML('beforeend', DIALOG);
    find('delete').focus();
    find('target').remove();
    find('dialog').remove();
    await settle();
    expect(focused()).toBe('setting');
  });

  it('comes back to an element that could not be used for a while', async () => {
    find('edit').focus();
    find('edit').disabled = true;
    find('edit').blur(); // what a browser does by itself
    find('edit').disabled = false;
    await settle();
    expect(focused()).toBe('edit');
  });

  it('is left where it was taken, and taken from nowhere that was left on purpose', async () => {
    find('edit').focus();
    find('edit').remove();
    find('add').focus();
    document.body.append('something new');
    await settle();
    expect(focused()).toBe('add');
    find('add').blur();
    await settle();
    find('add').remove();
    await settle();
    expect(document.activeElement).toBe(document.body);
  });
});
