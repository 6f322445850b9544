/** The programme: what this device kept, at once; the relay's when it comes, asked again on focus and every few minutes. */
import { useCallback, useEffect, useState } from 'react';
import { every } from '../../../../shared/clock.ts';
import { useDevice } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { askProgramme, type KeptProgramme, keepProgramme, keptProgramme } from '../../relay/programme.ts';
import type { Fault } from '../../relay/relay.ts';

export interface ProgrammeState {
	readonly kept: KeptProgramme | undefined;
	/** Of the last attempt. */
	readonly fault: Fault | undefined;
}

export function useProgramme(wedding: string): ProgrammeState {
	const { relay, storage } = useParts();
	const { clock } = useDevice();
	const [state, setState] = useState<ProgrammeState>(() => ({
		kept: keptProgramme(storage, wedding),
		fault: undefined,
	}));
	const ask = useCallback(async () => {
		const answer = await askProgramme(relay, wedding);
		if (answer.ok) {
			const kept = { at: clock.now(), programme: answer.value };
			keepProgramme(storage, wedding, kept);
			setState({ kept, fault: undefined });
		} else setState((before) => ({ ...before, fault: answer.error }));
	}, [relay, storage, clock, wedding]);
	useEffect(() => {
		const again = () => void ask();
		again();
		addEventListener('focus', again);
		addEventListener('online', again);
		const stop = every(clock, AGAIN_MS, again);
		return () => {
			removeEventListener('focus', again);
			removeEventListener('online', again);
			stop();
		};
	}, [ask, clock]);
	return state;
}

const AGAIN_MS = 120_000;
