/** What a list says when it has nothing: a sentence, never a void. */
import styles from './empty.module.css';

export function Empty({ text }: { readonly text: string }) {
	return <p className={styles['empty']}>{text}</p>;
}
