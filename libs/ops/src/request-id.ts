/** What comes from outside into every log line is short, and of letters that no log and no header takes for its own. */
export function isRequestId(text: string | undefined): text is string {
  return text !== undefined && /^[\w.:+/=-]{1,128}$/.test(text);
}
