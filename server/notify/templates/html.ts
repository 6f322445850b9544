/**
 * HTML that cannot be broken by what is put into it: a template's own words are markup, every value is text, and only what was made
 * here counts as markup again. Also the sheet of paper that our mails are written on.
 */

/** Markup that was made here. */
export interface Html {
	readonly markup: string;
}

export function html(strings: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
	const markup = strings.reduce((all, string, index) => all + markupOf(values[index - 1] ?? '') + string);
	return { markup };
}

export const joined = (parts: readonly Html[]): Html => ({
	markup: parts.map(({ markup }) => markup).join(''),
});

/** For text and for values in double quotes. */
export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

export interface Sheet {
	readonly language: string;
	readonly title: string;
	/** What an inbox shows beside the subject. */
	readonly preview: string;
	readonly content: Html;
	readonly footer: Html;
}

export function page({ language, title, preview, content, footer }: Sheet): string {
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${{ markup: darkness }}</style>
</head>
<body style="margin:0;padding:0;background:#faf6ee;font-family:${sans}" class="paper">
<div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<div role="article" aria-roledescription="email" aria-label="${title}" lang="${language}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#faf6ee" class="paper"><tr><td align="center" style="padding:28px 12px 36px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="padding:30px 32px 34px;background:#fffdf9;border:1px solid #e6dcca;border-top:4px solid #8c3f4f;border-radius:12px" class="sheet">
${content}
</td></tr><tr><td style="padding:20px 32px 0;font-size:13px;line-height:1.7;color:#655a4d" class="soft">
${footer}
</td></tr></table>
</td></tr></table>
</div>
</body>
</html>
`.markup;
}

/** The app's own paper and ink (`client/web/tokens.css`). */
export const ink = { full: '#2a241e', soft: '#655a4d', line: '#e6dcca', accent: '#8c3f4f', bad: '#a02c20' };
export const serif = "'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif";

const markupOf = (value: string | number | Html): string =>
	typeof value === 'object' ? value.markup : escapeHtml(String(value));

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};
const sans = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
/** Where mail programs ask for it. */
const darkness =
	'@media (prefers-color-scheme:dark){.paper{background:#1b1815!important}.sheet{background:#26211c!important;border-color:#e0a3ae #3b342c #3b342c!important}.ink{color:#f4ecdf!important}.soft{color:#bdb09f!important}.accent{color:#e0a3ae!important}.bad{color:#f0a79b!important}.line{border-color:#3b342c!important}.quote{border-color:#e0a3ae!important}}';
