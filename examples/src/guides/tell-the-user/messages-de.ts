import type { MessageKey } from '@bank-connection/core'

/** The messages in German. If a later version adds a key, this file no longer compiles. */
export const messagesDe = {
  'account-locked':
    'Die Bank hat diesen Zugang gesperrt. Entsperren Sie ihn bei der Bank und verbinden Sie ihn dann neu.',
  'already-connected': 'Dieses Konto ist schon verbunden.',
  'answer-again': 'Die Bank hat die Antwort nicht angenommen. Prüfen Sie sie und antworten Sie noch einmal.',
  'answer-late': 'Die Antwort kam zu spät. Verbinden Sie das Konto neu und antworten Sie, solange die Bank wartet.',
  'answer-missing':
    'Die Bank bat um eine Bestätigung und bekam keine. Verbinden Sie das Konto neu, wenn Sie antworten können.',
  'answer-wrong': 'Die Bank hat die Antwort nicht angenommen. Verbinden Sie das Konto neu, mit der richtigen.',
  'answers-refused':
    'Die Bank hat die Antworten nicht angenommen. Fragen Sie die Bank, bevor Sie es erneut versuchen: weitere falsche können den Zugang sperren.',
  'bank-busy': 'Die Bank antwortet zurzeit nicht. Versuchen Sie es in einigen Minuten wieder.',
  'bank-down': 'Die Bank ist zurzeit nicht erreichbar. Versuchen Sie es später wieder.',
  'bank-queued': 'Die Bank ist zurzeit nicht erreichbar. Wir versuchen es weiter; Sie brauchen nichts zu tun.',
  cancelled: 'Die Verbindung wurde abgebrochen.',
  'cancelled-unknown':
    'Die Verbindung wurde abgebrochen, besteht aber vielleicht schon. Sehen Sie nach, bevor Sie neu verbinden.',
  'check-login':
    'Die Bank hat die Anmeldung nicht angenommen. Prüfen Sie Benutzername und Passwort und versuchen Sie es wieder.',
  'continued-elsewhere': 'Diese Verbindung läuft anderswo weiter. Sehen Sie dort nach.',
  'do-at-bank':
    'Die Bank verlangt zuerst etwas von Ihnen. Melden Sie sich auf der Seite der Bank an, folgen Sie ihr dort und verbinden Sie das Konto dann neu.',
  'fields-missing': 'Im Formular fehlt etwas. Ergänzen Sie, was markiert ist, und versuchen Sie es wieder.',
  'mfa-unsupported':
    'Die Bank verlangt eine Bestätigung, die nicht unterstützt wird. Sehen Sie in den Sicherheitseinstellungen Ihres Zugangs nach.',
  'no-connection': 'Der Dienst ist zurzeit nicht erreichbar. Versuchen Sie es gleich wieder.',
  'not-available': 'Diese Bank kann zurzeit nicht verbunden werden. Wir müssen das klären.',
  'not-found': 'Was verlangt wurde, gibt es nicht mehr. Beginnen Sie von vorn.',
  'not-supported': 'Diese Bank kann hier nicht verbunden werden.',
  'outcome-unknown':
    'Es steht noch nicht fest, ob die Verbindung besteht. Sehen Sie gleich noch einmal nach, bevor Sie neu verbinden.',
  'our-fault': 'Bei uns ist ein Fehler. Ein neuer Versuch hilft erst, wenn wir ihn behoben haben.',
  'still-running':
    'Die Bank braucht länger als sonst. Die Verbindung kann noch zustande kommen; sehen Sie später wieder nach.',
  'too-many': 'Es wurde zu viel auf einmal verlangt. Versuchen Sie es in einigen Minuten wieder.',
} as const satisfies Readonly<Record<MessageKey, string>>
