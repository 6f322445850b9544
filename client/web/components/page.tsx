/** The sheet of paper every page is written on: its title, what stands under it, and a place for the open record beside it. */
import type { ReactNode } from 'react';
import styles from './page.module.css';

export function Page({
	title,
	sub,
	action,
	tools,
	panel,
	children,
}: {
	readonly title: string;
	readonly sub?: ReactNode;
	readonly action?: ReactNode;
	readonly tools?: ReactNode;
	readonly panel?: ReactNode;
	readonly children: ReactNode;
}) {
	const layout = panel === undefined ? styles['layout'] : `${styles['layout']} ${styles['hasPanel']}`;
	return (
		<div className={layout}>
			<div className={styles['content']}>
				<header className={styles['head']}>
					<div className={styles['titles']}>
						<h1 className={styles['title']}>{title}</h1>
						{sub !== undefined && <p className={styles['sub']}>{sub}</p>}
					</div>
					{action}
				</header>
				{tools !== undefined && <div className={styles['tools']}>{tools}</div>}
				{children}
			</div>
			{panel}
		</div>
	);
}

export function Section({
	title,
	count,
	action,
	children,
}: {
	readonly title: string;
	readonly count?: number;
	readonly action?: ReactNode;
	readonly children: ReactNode;
}) {
	return (
		<section className={styles['section']} aria-label={title}>
			<div className={styles['sectionHead']}>
				<h2 className={styles['sectionTitle']}>{title}</h2>
				{action ?? (count !== undefined && <span className={styles['count']}>{count}</span>)}
			</div>
			{children}
		</section>
	);
}
