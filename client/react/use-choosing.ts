/**
 * A list to choose from, as the props of a `<select>`. A choice by finger or mouse counts at once; one that is walked to with
 * the arrow keys counts when the walk rests or the field is left, so that passing by a name is no edit.
 */
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useDevice } from './device.ts';

export interface Choosing {
	readonly value: string;
	onChange(event: ChangeEvent<HTMLSelectElement>): void;
	onKeyDown(event: KeyboardEvent<HTMLSelectElement>): void;
	onPointerDown(): void;
	onBlur(): void;
}

export function useChoosing<T extends string>(value: T, commit: (value: T) => void): Choosing {
	const { clock } = useDevice();
	const [walked, setWalked] = useState<T | undefined>(undefined);
	const isWalking = useRef(false);
	const settle = () => {
		if (walked === undefined) return;
		setWalked(undefined);
		if (walked !== value) commit(walked);
	};
	const latest = useRef(settle);
	useEffect(() => {
		latest.current = settle;
	});
	useEffect(() => () => latest.current(), []);
	useEffect(() => {
		return walked === undefined ? undefined : clock.after(REST_MS, () => latest.current());
	}, [clock, walked]);
	return {
		value: walked ?? value,
		onChange(event) {
			const chosen = event.currentTarget.value as T;
			if (isWalking.current) setWalked(chosen);
			else if (chosen !== value) commit(chosen);
		},
		onKeyDown(event) {
			isWalking.current = true;
			if (event.key === 'Enter') settle();
		},
		onPointerDown() {
			isWalking.current = false;
		},
		onBlur: settle,
	};
}

const REST_MS = 900;
