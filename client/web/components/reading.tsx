/** A field one may read and not change: its label and its words, nothing that looks as if it could be pressed. */
import type { ReactNode } from 'react';
import styles from './field.module.css';

export function Reading({ label, children }: { readonly label: string; readonly children: ReactNode }) {
	return (
		<div className={styles['field']}>
			<span className={styles['label']}>{label}</span>
			<div className={styles['reading']}>{children}</div>
		</div>
	);
}
