/** Words that a narrow page tears apart: read as two. Long ones (addresses, what people typed without a space) may be. */
import type { Page } from 'playwright-core';

export function brokenWords(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
			if (node.parentElement?.checkVisibility() !== true) continue;
			for (const { 0: word, index } of (node.textContent ?? '').matchAll(/\p{L}{2,16}/gu)) {
				const range = document.createRange();
				range.setStart(node, index);
				range.setEnd(node, index + word.length);
				const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
				if (lines.size > 1) found.push(word);
			}
		}
		return found;
	});
}
