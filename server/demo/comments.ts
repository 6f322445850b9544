/** What people of the demo wedding have said to each other, each in their own name. */
export interface DemoComment {
	readonly id: string;
	/** `timeline:<item>` or `task:<task>`. */
	readonly on: string;
	readonly by: string;
	readonly text: string;
	readonly mentions?: readonly string[];
	readonly daysAgo: number;
	/** On the wedding's clock. */
	readonly at: string;
}

export const demoComments: readonly DemoComment[] = [
	{
		id: 'comment-golden-light',
		on: 'timeline:item-sunset-photographs',
		by: 'person-marcus',
		text: 'From last June’s pictures: behind the boathouse the light holds longest. @Priya, that is two minutes from the barn.',
		mentions: ['person-priya'],
		daysAgo: 9,
		at: '21:40',
	},
	{
		id: 'comment-golden-light-answer',
		on: 'timeline:item-sunset-photographs',
		by: 'person-priya',
		text: 'I fetch them at 20:00 sharp. @Samir, should the speeches run over, you stop and raise your glass.',
		mentions: ['person-samir'],
		daysAgo: 8,
		at: '09:12',
	},
	{
		id: 'comment-uncles',
		on: 'timeline:item-group-photographs',
		by: 'person-theo',
		text: 'The uncles cannot be found, they can only be lured. Put the beer behind the camera.',
		daysAgo: 7,
		at: '18:05',
	},
	{
		id: 'comment-uncles-answer',
		on: 'timeline:item-group-photographs',
		by: 'person-chloe',
		text: 'Noted! @Mo, can you do the luring?',
		mentions: ['person-mo'],
		daysAgo: 7,
		at: '18:21',
	},
	{
		id: 'comment-arch',
		on: 'timeline:item-flowers',
		by: 'person-wren',
		text: 'If it is windy the arch needs two more sandbags. @Hazel, have you some in the tack room?',
		mentions: ['person-hazel'],
		daysAgo: 6,
		at: '11:30',
	},
	{
		id: 'comment-seating',
		on: 'task:task-seating-plan',
		by: 'person-ruth',
		text: 'Please do not put Edith by the speakers. @Amara @Theo',
		mentions: ['person-amara', 'person-theo'],
		daysAgo: 5,
		at: '20:15',
	},
	{
		id: 'comment-diets',
		on: 'task:task-diets',
		by: 'person-lucia',
		text: 'So far: eleven vegetarians, two coeliacs, one allergy to nuts. The rest by spring, please.',
		daysAgo: 4,
		at: '14:02',
	},
	{
		id: 'comment-song',
		on: 'timeline:item-first-dance',
		by: 'person-dev',
		text: 'We can play it slower than the record, if that helps the dancing. @Theo',
		mentions: ['person-theo'],
		daysAgo: 3,
		at: '22:47',
	},
	{
		id: 'comment-lanterns',
		on: 'task:task-lanterns',
		by: 'person-felix',
		text: 'Forty lanterns, forty matches. I have done the arithmetic.',
		daysAgo: 2,
		at: '08:33',
	},
];
