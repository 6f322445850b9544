/** One wedding: opened from this device's own storage, then its pages. Leaving them closes it. */
import { useCallback } from 'react';
import { Route, Switch } from 'wouter';
import { useOpenWedding } from '../../react/use-open-wedding.ts';
import { useHandle, useView, ViewContext } from '../../react/use-view.ts';
import { useParts, useStore } from '../app-parts.ts';
import { Shell } from '../components/shell/shell.tsx';
import { useWords } from '../messages/messages.ts';
import type { Session } from '../session.ts';
import { AssignmentsPage } from './assignments/assignments.tsx';
import { MorePage } from './more/more.tsx';
import { NowPage } from './now/now.tsx';
import { PeoplePage } from './people/people.tsx';
import { RunSheetPage } from './run-sheet/run-sheet.tsx';
import { SystemPage } from './system.tsx';
import { TasksPage } from './tasks/tasks.tsx';

export function WeddingPages({ id }: { readonly id: string }) {
	const { sessions } = useParts();
	const { say } = useWords();
	const session = useStore(sessions, () => sessions.of(id));
	if (session !== undefined) return <Opened session={session} />;
	return (
		<SystemPage
			title={say.system.signedOut}
			hint={say.system.signedOutHint}
			to={{ href: '~/sign-in', name: say.signIn.label }}
		/>
	);
}

function Opened({ session }: { readonly session: Session }) {
	const { open } = useParts();
	const { say } = useWords();
	const opening = useOpenWedding(useCallback(() => open(session), [open, session]));
	switch (opening.kind) {
		case 'opening':
			return <main aria-busy aria-label={say.system.opening} />;
		case 'failed':
			return <SystemPage title={say.system.failed} hint={String(opening.cause)} />;
		case 'open':
			return (
				<ViewContext value={opening.store}>
					<Pages />
				</ViewContext>
			);
	}
}

function Pages() {
	const { say } = useWords();
	const isEmpty = useView(
		({ plan }) => plan.meta.name === '' && plan.tasks.length + plan.people.length === 0,
	);
	const hasSynced = useHandle(({ status }) => status.relay.syncedAt !== undefined);
	if (isEmpty && !hasSynced) return <SystemPage title={say.system.never} hint={say.system.neverHint} />;
	return (
		<Shell>
			<Switch>
				<Route path="/" component={NowPage} />
				<Route path="/run-sheet/:id?" component={RunSheetPage} />
				<Route path="/tasks/:id?" component={TasksPage} />
				<Route path="/assignments" component={AssignmentsPage} />
				<Route path="/people/:id?" component={PeoplePage} />
				<Route path="/more" component={MorePage} />
				<Route>
					<SystemPage title={say.app.notFound} to={{ href: '/', name: say.pages.now }} />
				</Route>
			</Switch>
		</Shell>
	);
}
