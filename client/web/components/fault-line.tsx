/** What went wrong in a form, said where one looks and aloud. */
import styles from './fault-line.module.css';

export function FaultLine({ text }: { readonly text: string | undefined }) {
	if (text === undefined) return null;
	return (
		<p className={styles['fault']} role="alert">
			{text}
		</p>
	);
}
