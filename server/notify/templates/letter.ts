/**
 * A mail that is no notice (a link to sign in by, an invitation), on the same sheet of paper: its text by paragraphs, an address that
 * stands alone as a button. Guards: the text is text, whatever names are in it; only an address of the web becomes a link.
 */
import { html, type Html, ink, joined, page, serif } from './html.ts';

export function letterOf({ subject, text }: { readonly subject: string; readonly text: string }): string {
	const [first = '', ...others] = text.trim().split(/\n{2,}/);
	const paragraphs = [first, ...others].map((part) => (isAddress(part) ? button(part) : paragraph(part)));
	const heading = html`<h1 style="margin:0 0 16px;font-family:${serif};font-size:26px;line-height:1.25;font-weight:500;color:${ink.full}" class="ink">${subject}</h1>`;
	return page({
		language: 'en',
		title: subject,
		preview: first.slice(0, 140),
		content: joined([heading, ...paragraphs]),
		footer: html`Sent by WedSync`,
	});
}

const isAddress = (part: string): boolean => /^https?:\/\/\S+$/.test(part);

const paragraph = (part: string): Html =>
	html`<p style="margin:0 0 18px;font-size:17px;line-height:1.55;color:${ink.full};white-space:pre-line" class="ink">${part}</p>`;

/** With the address below: some trust what they can read more than what they can press. */
const button = (address: string): Html =>
	html`<p style="margin:0 0 22px"><a href="${address}" style="display:inline-block;padding:13px 26px;border-radius:8px;background:${ink.accent};color:#ffffff;font-size:16px;font-weight:600;line-height:1.3;text-decoration:none">Open</a></p><p style="margin:0 0 22px;font-size:13px;line-height:1.5;word-break:break-all;color:${ink.soft}" class="soft">${address}</p>`;
