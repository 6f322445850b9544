/**
 * What the relay knows of an open wedding beside its documents: suggestions that wait, and who has emergency access. Asked once
 * for all the pages, and again when the relay says that something changed, when the page gets the focus, or when one did it.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { useDevice } from '../react/device.ts';
import { RaisedContext } from '../react/use-may.ts';
import { useWedding } from '../react/use-view.ts';
import { useParts } from './app-parts.ts';
import { type Raised, whoIsRaised } from './relay/emergency.ts';
import { type Suggestion, suggestions } from './relay/suggestions.ts';
import { type Asked, useAsked } from './use-asked.ts';

interface BesidePlan {
	readonly suggestions: Asked<readonly Suggestion[]>;
	/** Those whose time has not run out. */
	readonly raised: readonly Raised[];
	askRaised(): void;
}

const BesidePlanContext = createContext<BesidePlan | undefined>(undefined);

export function BesidePlanProvider({ children }: { readonly children: ReactNode }) {
	const { relay } = useParts();
	const wedding = useWedding();
	const asked = useAsked(useCallback(() => suggestions(relay, wedding.id), [relay, wedding.id]));
	const emergency = useAsked(useCallback(() => whoIsRaised(relay, wedding.id), [relay, wedding.id]));
	const { again: askSuggestions } = asked;
	const { again: askRaised } = emergency;
	useEffect(
		() =>
			wedding.onNews((topic) => {
				if (topic === 'suggestions') askSuggestions();
				if (topic === 'emergency') askRaised();
			}),
		[wedding, askSuggestions, askRaised],
	);
	const raised = useStanding(emergency.value ?? NOBODY);
	const self: string = wedding.person.id;
	const value = { suggestions: asked, raised, askRaised };
	return (
		<BesidePlanContext value={value}>
			<RaisedContext value={raised.some(({ person }) => person === self)}>{children}</RaisedContext>
		</BesidePlanContext>
	);
}

export function useBesidePlan(): BesidePlan {
	const known = useContext(BesidePlanContext);
	if (known === undefined) throw new Error('what stands beside the plan is not given to this component');
	return known;
}

/** Ends on the minute it was to end, whether the relay says so or not. */
function useStanding(raised: readonly Raised[]): readonly Raised[] {
	const { clock } = useDevice();
	const [now, setNow] = useState(() => clock.now());
	useEffect(() => {
		const ends = raised.map(({ until }) => until - clock.now()).filter((left) => left > 0);
		setNow(clock.now());
		return ends.length === 0
			? undefined
			: clock.after(Math.min(...ends, LONGEST_WAIT_MS), () => setNow(clock.now()));
	}, [raised, clock]);
	const standing = raised.filter(({ until }) => until > now);
	return standing.length === raised.length ? raised : standing;
}

const NOBODY: readonly Raised[] = [];
/** What timers can wait. */
const LONGEST_WAIT_MS = 2_000_000_000;
