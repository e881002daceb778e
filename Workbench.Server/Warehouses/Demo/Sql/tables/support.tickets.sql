create table support.tickets (
    id bigint,
    account_id bigint,
    product_id bigint,
    assignee_employee_id bigint not null,
    priority text not null,
    category text,
    channel text not null,
    status text not null,
    opened_at timestamptz not null,
    first_responded_at timestamptz,
    resolved_at timestamptz,
    csat_score smallint,
    csat_at timestamptz
);

comment on table support.tickets is 'Support tickets with their present state. A ticket may be unanswered, unsolved, unrated, or from nobody we know.';
comment on column support.tickets.id is 'The ticket.';
comment on column support.tickets.account_id is 'Who asked; NULL when the sender is no customer.';
comment on column support.tickets.product_id is 'What it is about; NULL when about none.';
comment on column support.tickets.assignee_employee_id is 'Support engineer in charge.';
comment on column support.tickets.priority is 'urgent, high, normal or low.';
comment on column support.tickets.category is 'deployments, billing, domains, performance, account, feature request; NULL when not classified.';
comment on column support.tickets.channel is 'email, chat, portal or phone.';
comment on column support.tickets.status is 'open, pending, solved or closed.';
comment on column support.tickets.opened_at is 'When it came in.';
comment on column support.tickets.first_responded_at is 'First answer by a person; NULL when there is none yet.';
comment on column support.tickets.resolved_at is 'When it was solved; NULL while it is not.';
comment on column support.tickets.csat_score is 'Rating by the customer, 1 (bad) to 5 (good); NULL when not rated. Satisfied is 4 or 5.';
comment on column support.tickets.csat_at is 'When it was rated.';
