import type { problems as english } from '../en/problems.js';

export const problems: typeof english = {
  errors: {
    invalid_request: 'Etwas im Formular stimmt nicht.',
    target_url_invalid: 'Das ist keine RTMP-Adresse.',
    target_address_forbidden: 'Diese Adresse führt ins Netz der Installation selbst; das dürfen Ziele nicht.',
    unauthenticated: 'Bitte melde dich wieder an.',
    wrong_credentials: 'Name, E-Mail oder Passwort ist falsch.',
    second_factor_required: 'Gib den Code aus deiner Authenticator-App ein.',
    refresh_reused: 'Deine Anmeldung wurde zur Sicherheit beendet. Bitte melde dich wieder an.',
    second_factor_enabled: 'Der zweite Faktor ist schon an.',
    forbidden: 'Dein Konto darf das nicht.',
    quota_exceeded: 'Eine Grenze dieser Installation ist erreicht.',
    not_found: 'Das gibt es nicht mehr.',
    handle_taken: 'Diesen Namen hat schon jemand.',
    email_taken: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto.',
    name_taken: 'Diesen Namen benutzt du schon.',
    no_active_setting: 'Schalte zuerst ein Streamprofil ein.',
    no_target_enabled: 'Schalte zuerst mindestens ein Ziel ein.',
    setting_live: 'Das geht nicht, solange das Profil live ist. Beende zuerst die Sendung.',
    not_live: 'Du bist nicht live.',
    stale_claim: 'Die Sendung ist inzwischen umgezogen. Versuch es noch einmal.',
    stale_key: 'Der Knoten wurde gerade neu gestartet. Versuch es noch einmal.',
    payload_too_large: 'Das ist zu groß.',
    rate_limited: 'Zu viele Versuche. Warte ein wenig und versuch es noch einmal.',
    internal: 'Ein Fehler bei uns. Versuch es noch einmal; bleibt er, sag es deinem Betreiber.',
    no_capacity: 'Gerade ist kein Knoten frei. Versuch es gleich noch einmal.',
    unavailable: 'Ein Teil von Mid-Station ist gerade nicht da. Versuch es bald noch einmal.',
  },
  advice: {
    video_bitrate:
      '{{target}} nimmt höchstens {{limit}} kbit/s Video; deines kommt mit etwa {{now}}. Senke in OBS die Video-Bitrate auf {{limit}}.',
    audio_bitrate:
      '{{target}} nimmt höchstens {{limit}} kbit/s Ton; deiner kommt mit etwa {{now}}. Senke in OBS die Audio-Bitrate auf {{limit}}.',
    keyframe_interval:
      '{{target}} verlangt alle {{limit}} s ein Keyframe; deine kommen alle {{now}} s. Stelle in OBS das Keyframe-Intervall auf {{limit}}.',
    video_codec: '{{target}} nimmt kein {{now}}-Video. Wähle in OBS einen Encoder für {{limit}}.',
    audio_codec: '{{target}} nimmt keinen {{now}}-Ton. Wähle in OBS einen Audio-Encoder für {{limit}}.',
    no_sound:
      'Dein Stream hat keinen Ton, und manche Plattformen zeigen nichts, bis welcher da ist. Füge in OBS eine Audioquelle hinzu.',
  },
  problems: {
    dns_not_found: {
      message: 'Den Servernamen gibt es nicht. Meist ist die Adresse vertippt.',
      hint: 'Vergleiche die Server-URL mit der, die die Plattform zeigt, und berichtige sie.',
    },
    dns_failed: {
      message: 'Der Servername ließ sich nicht nachschlagen. Der Namensdienst hat vielleicht Schwierigkeiten.',
      hint: 'Zunächst ist nichts zu tun: Wir versuchen es weiter. Dauert es an, prüfe das Netz des Mid-Station-Servers.',
    },
    connection_refused: {
      message: 'Der Server hat die Verbindung abgelehnt. Er ist vielleicht aus, oder der Port in der URL ist falsch.',
      hint: 'Prüfe die Server-URL und ihren Port; stimmen sie, hat die Plattform wohl eine Störung.',
    },
    connection_timeout: {
      message:
        'Der Server hat nicht rechtzeitig geantwortet. Vielleicht ist eine Firewall im Weg, oder er ist überlastet.',
      hint: 'Versuche einen anderen Server der Plattform, oder frage deinen Betreiber, ob ausgehendes RTMP erlaubt ist.',
    },
    network_unreachable: {
      message: 'Es gibt keinen Weg durchs Netz zu diesem Server.',
      hint: 'Bitte deinen Betreiber, das Netz des Mid-Station-Servers zu prüfen.',
    },
    address_forbidden: {
      message: 'Die Adresse führt ins Netz der Installation selbst; das dürfen Ziele nicht.',
      hint: 'Nimm eine öffentliche Serveradresse, oder bitte deinen Betreiber, private Ziele zu erlauben.',
    },
    tls_name_mismatch: {
      message:
        'Der Server hat ein Zertifikat für einen anderen Namen gezeigt, deshalb haben wir ihm deinen Stream nicht gesendet.',
      hint: 'Prüfe den Namen in der Server-URL; nimm genau den, den die Plattform nennt.',
    },
    tls_untrusted: {
      message:
        'Dem Zertifikat des Servers ist nicht zu trauen: Es ist abgelaufen, selbst gemacht oder von Unbekannten ausgestellt.',
      hint: 'Bitte den, der den Server betreibt, sein Zertifikat zu erneuern.',
    },
    tls_failed: {
      message: 'Es kam keine sichere Verbindung zustande. Der Port spricht vielleicht kein RTMPS.',
      hint: 'Nimm rtmps:// nur, wo die Plattform es anbietet, und prüfe den Port.',
    },
    handshake_failed: {
      message: 'Dort hat etwas geantwortet, aber es spricht kein RTMP.',
      hint: 'Prüfe Name und Port in der Server-URL.',
    },
    handshake_timeout: {
      message: 'Der Server hat die Verbindung angenommen und dann geschwiegen. Er ist wohl überlastet.',
      hint: 'Zunächst ist nichts zu tun: Wir versuchen es weiter. Dauert es an, wähle einen anderen Server der Plattform.',
    },
    app_unknown: {
      message: 'Der Server kennt die Anwendung in der URL nicht, also den Teil nach dem Servernamen.',
      hint: 'Kopiere die ganze Server-URL noch einmal von der Plattform, auch was nach dem Servernamen kommt.',
    },
    key_refused: {
      message:
        'Die Plattform hat den Streamschlüssel abgelehnt. Meist ist er vertippt, abgelaufen oder zurückgesetzt worden.',
      hint: 'Kopiere den Schlüssel noch einmal von der Plattform und speichere das Ziel damit.',
    },
    stream_in_use: {
      message: 'Die Plattform sagt, dass mit diesem Schlüssel schon jemand streamt.',
      hint: 'Beende den anderen Stream mit diesem Schlüssel, oder warte eine Minute, bis die Plattform ihn loslässt.',
    },
    rejected: {
      message: 'Die Plattform hat den Stream abgelehnt, ohne deutlich zu sagen, warum.',
      hint: 'Sieh auf der Seite der Plattform nach: Vielleicht ist Streamen für das Konto noch nicht freigeschaltet.',
    },
    redirected: {
      message: 'Der Server verweist auf eine andere Adresse; dem folgen wir nicht.',
      hint: 'Nimm die endgültige Server-URL der Plattform.',
    },
    closed_by_peer: {
      message: 'Die Plattform hat die Verbindung geschlossen. Oft wurde die Sendung drüben beendet.',
      hint: 'Sieh auf der Seite der Plattform nach: Ist die Sendung noch offen? Wir versuchen es von selbst wieder.',
    },
    connection_reset: {
      message: 'Die Verbindung zur Plattform ist abgerissen.',
      hint: 'Nichts zu tun: Wir verbinden von selbst neu.',
    },
    stalled: {
      message: 'Die Verbindung stand, aber die Plattform hat zehn Sekunden lang nichts angenommen.',
      hint: 'Wir verbinden von selbst neu. Geschieht es wieder, wähle einen anderen Server der Plattform.',
    },
    too_slow: {
      message: 'Der Weg zu dieser Plattform ist langsamer als dein Stream, darum mussten Bilder ausgelassen werden.',
      hint: 'Senke die Bitrate in OBS, wähle einen näheren Server, oder frage deinen Betreiber nach dem Upload des Servers.',
    },
    protocol_error: {
      message: 'Der Server hat etwas gesendet, das kein gültiges RTMP ist.',
      hint: 'Prüfe, ob die URL eine RTMP-Adresse ist. Wenn ja, sag es denen, die den Server betreiben.',
    },
  },
};
