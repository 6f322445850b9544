/** One wedding: opened from this device's own storage, then its pages. Leaving them closes it. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { Route, Switch } from 'wouter';
import type { Section } from '../../../shared/document/schema.ts';
import type { Wedding } from '../../sdk/handle.ts';
import { CannotOpen } from '../../sdk/open.ts';
import { useOpenWedding } from '../../react/use-open-wedding.ts';
import { StageContext } from '../../react/use-section.ts';
import { ViewContext } from '../../react/use-view.ts';
import { useParts, useStore } from '../app-parts.ts';
import { BesidePlanProvider } from '../beside-plan.tsx';
import { InboxProvider } from '../inbox-parts.tsx';
import { Shell } from '../components/shell/shell.tsx';
import { useWords } from '../messages/messages.ts';
import type { Session } from '../../sdk/session.ts';
import { useLearnRole, useRoleKept } from '../use-own-role.ts';
import { NowPage } from './now/now.tsx';
import { RunSheetPage } from './run-sheet/run-sheet.tsx';
import { SystemPage } from './system.tsx';
import { TasksPage } from './tasks/tasks.tsx';

export function WeddingPages({ id }: { readonly id: string }) {
	const { sessions } = useParts();
	const { say } = useWords();
	const session = useStore(sessions, () => sessions.of(id));
	if (session?.role === 'guest') return <ProgrammePage key={session.person} session={session} />;
	if (session !== undefined) return <Opened key={session.person} session={session} />;
	return (
		<SystemPage
			title={say.system.signedOut}
			hint={say.system.signedOutHint}
			to={{ href: '~/sign-in', name: say.signIn.label }}
		/>
	);
}

/** Opened once: that its token is renewed meanwhile, or its role changes, is no reason to open it anew. */
function Opened({ session }: { readonly session: Session }) {
	const { open } = useParts();
	const { say } = useWords();
	const [first] = useState(session);
	useRoleKept(first.wedding);
	const opening = useOpenWedding(useCallback(() => open(first), [open, first]));
	switch (opening.kind) {
		case 'opening':
			return <main aria-busy aria-label={say.system.opening} />;
		case 'failed':
			return <Failed cause={opening.cause} wedding={first.wedding} />;
		case 'open':
			return (
				<ViewContext value={opening.store}>
					<BesidePlanProvider>
						<InboxProvider>
							<Staged />
						</InboxProvider>
					</BesidePlanProvider>
				</ViewContext>
			);
	}
}

/** The device has nothing yet, and the relay could not be had or says no. */
function Failed({ cause, wedding }: { readonly cause: unknown; readonly wedding: string }) {
	const { say } = useWords();
	const learn = useLearnRole(wedding);
	useEffect(() => {
		// Somebody who is a guest by now is refused the plan, and has the programme instead.
		if (cause instanceof CannotOpen && cause.code === 'refused') learn();
	}, [cause, learn]);
	const toSignIn = { href: '~/sign-in', name: say.signIn.submit };
	switch (cause instanceof CannotOpen ? cause.code : undefined) {
		case 'offline':
			return <SystemPage title={say.system.never} hint={say.system.neverHint} />;
		case 'signed-out':
			return <SystemPage title={say.system.signedOut} hint={say.system.signedOutFirst} to={toSignIn} />;
		case 'removed':
			return <SystemPage title={say.system.removed} hint={say.system.refusedHint} />;
		case 'refused':
			return <SystemPage title={say.system.refused} hint={say.system.refusedHint} />;
		case 'outdated':
			return <SystemPage title={say.system.outdated} />;
		case undefined:
			return <SystemPage title={say.system.failed} hint={String(cause)} />;
	}
}

/** What is on screen may be another section than the plan. */
function Staged() {
	const [section, show] = useState<Wedding<Section> | undefined>(undefined);
	const stage = useMemo(() => ({ section, show }), [section]);
	return (
		<StageContext value={stage}>
			<Pages />
		</StageContext>
	);
}

function Pages() {
	const { say } = useWords();
	return (
		<Shell>
			<Suspense>
				<Switch>
					<Route path="/" component={NowPage} />
					<Route path="/run-sheet/:id?" component={RunSheetPage} />
					<Route path="/tasks/:id?" component={TasksPage} />
					<Route path="/assignments" component={AssignmentsPage} />
					<Route path="/people/:id?" component={PeoplePage} />
					<Route path="/ceremony/:id?" component={CeremonyPage} />
					<Route path="/guests/:id?" component={GuestsPage} />
					<Route path="/budget/:id?" component={BudgetPage} />
					<Route path="/inbox" component={InboxPage} />
					<Route path="/alerts/:id?" component={AlertsPage} />
					<Route path="/preferences" component={ReachPage} />
					<Route path="/policy" component={PolicyPage} />
					<Route path="/webhooks/:id?" component={WebhooksPage} />
					<Route path="/access" component={AccessPage} />
					<Route path="/more" component={MorePage} />
					<Route>
						<SystemPage title={say.app.notFound} to={{ href: '/', name: say.pages.now }} isInside />
					</Route>
				</Switch>
			</Suspense>
		</Shell>
	);
}

/** Not needed to see the day: fetched when asked for, and kept by the worker for when there is no network. */
const AccessPage = lazy(() =>
	import('./access/access.tsx').then((module) => ({ default: module.AccessPage })),
);
const AlertsPage = lazy(() =>
	import('./alerts/alerts.tsx').then((module) => ({ default: module.AlertsPage })),
);
const InboxPage = lazy(() => import('./inbox/inbox.tsx').then((module) => ({ default: module.InboxPage })));
const PolicyPage = lazy(() =>
	import('./policy/policy.tsx').then((module) => ({ default: module.PolicyPage })),
);
const ReachPage = lazy(() => import('./reach/reach.tsx').then((module) => ({ default: module.ReachPage })));
const WebhooksPage = lazy(() =>
	import('./webhooks/webhooks.tsx').then((module) => ({ default: module.WebhooksPage })),
);
const AssignmentsPage = lazy(() =>
	import('./assignments/assignments.tsx').then((module) => ({ default: module.AssignmentsPage })),
);
const MorePage = lazy(() => import('./more/more.tsx').then((module) => ({ default: module.MorePage })));
const PeoplePage = lazy(() =>
	import('./people/people.tsx').then((module) => ({ default: module.PeoplePage })),
);
const ProgrammePage = lazy(() =>
	import('./programme/programme.tsx').then((module) => ({ default: module.ProgrammePage })),
);
const CeremonyPage = lazy(() =>
	import('./sections/ceremony.tsx').then((module) => ({ default: module.CeremonyPage })),
);
const GuestsPage = lazy(() =>
	import('./sections/guests.tsx').then((module) => ({ default: module.GuestsPage })),
);
const BudgetPage = lazy(() =>
	import('./sections/budget.tsx').then((module) => ({ default: module.BudgetPage })),
);
