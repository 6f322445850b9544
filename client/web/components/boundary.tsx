/** Where a fault of ours ends: the page says so and offers to load again, instead of going blank. Nothing typed is lost by it. */
import { Component, type ReactNode } from 'react';
import { type Words, WordsContext } from '../messages/messages.ts';
import { Button } from './button.tsx';
import styles from './empty.module.css';

export class Boundary extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
	static override readonly contextType = WordsContext;
	override readonly state = { hasFailed: false };

	static getDerivedStateFromError() {
		return { hasFailed: true };
	}

	override render(): ReactNode {
		if (!this.state.hasFailed) return this.props.children;
		const { say } = this.context as Words;
		return (
			<main className={styles['crash']}>
				<h1>{say.system.crash}</h1>
				<p>{say.system.crashHint}</p>
				<Button look="main" onClick={() => location.reload()}>
					{say.system.reload}
				</Button>
			</main>
		);
	}
}
