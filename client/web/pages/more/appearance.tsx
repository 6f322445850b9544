/** The look on this device: like the device, paper, dark, or black on white for the sun. */
import { useParts, useStore } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { themes } from '../../theme.ts';
import styles from './more.module.css';

export function Appearance() {
	const { say } = useWords();
	const { looks } = useParts();
	const chosen = useStore(looks, looks.theme);
	return (
		<div role="radiogroup" aria-label={say.more.theme} className={styles['themes']}>
			{themes.map((theme) => (
				<label key={theme} className={styles['theme']}>
					<input type="radio" name="theme" checked={theme === chosen} onChange={() => looks.choose(theme)} />
					<b>{say.more.themes[theme]}</b>
					<span>{say.more.themeHints[theme]}</span>
				</label>
			))}
		</div>
	);
}
