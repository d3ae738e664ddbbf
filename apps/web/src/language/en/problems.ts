import { adviceTexts, targetProblems } from '@mid-station/contracts';

/** What the server reports by a code. */
export const problems = {
  errors: {
    invalid_request: 'Something in the form is not right.',
    target_url_invalid: 'This is not an RTMP address.',
    target_address_forbidden: 'This address leads into the installation’s own network, which targets may not use.',
    unauthenticated: 'Please sign in again.',
    wrong_credentials: 'Handle, e-mail or password is wrong.',
    second_factor_required: 'Type the code from your authenticator app.',
    refresh_reused: 'Your sign-in was ended for safety. Please sign in again.',
    second_factor_enabled: 'The second factor is already on.',
    forbidden: 'Your account may not do this.',
    quota_exceeded: 'A limit of this installation is reached.',
    not_found: 'This does not exist any more.',
    handle_taken: 'Somebody already has this handle.',
    email_taken: 'There is already an account with this e-mail address.',
    name_taken: 'You already use this name.',
    no_active_setting: 'Make a stream setting active first.',
    no_target_enabled: 'Switch on at least one target first.',
    setting_live: 'This cannot be done while the setting is live. Go offline first.',
    not_live: 'You are not live.',
    stale_claim: 'The session has moved meanwhile. Try again.',
    stale_key: 'The node has just been started anew. Try again.',
    payload_too_large: 'That is too large.',
    rate_limited: 'Too many tries. Wait a little and try again.',
    internal: 'A fault on our side. Try again; if it stays, tell your operator.',
    no_capacity: 'No ingest node is free right now. Try again in a moment.',
    unavailable: 'A part of Mid-Station is away at the moment. Try again soon.',
  },
  advice: adviceTexts as Record<keyof typeof adviceTexts, string>,
  problems: targetProblems as Record<keyof typeof targetProblems, { message: string; hint: string }>,
};
