create schema if not exists reference_platform;

create table if not exists reference_platform.stores (
    code text primary key,
    name text not null,
    manager_code text not null,
    manager_name text not null,
    manager_mobile text not null,
    address text not null,
    legal_person_code text not null,
    settlement_day integer not null check (settlement_day between 1 and 28)
);

create table if not exists reference_platform.members (
    code text primary key,
    name text not null,
    id_number text not null,
    mobile text not null,
    wechat_id text,
    bank_card text,
    shipping_address text,
    grade text not null,
    store_code text not null references reference_platform.stores,
    sponsor_code text references reference_platform.members,
    registered_at timestamptz not null,
    password_reset_at timestamptz,
    deleted_at timestamptz
);
create index if not exists members_mobile on reference_platform.members (mobile);
create index if not exists members_store on reference_platform.members (store_code);
create index if not exists members_sponsor on reference_platform.members (sponsor_code);

create table if not exists reference_platform.orders (
    code text primary key,
    store_code text not null references reference_platform.stores,
    member_code text not null references reference_platform.members,
    kind text not null check (kind in ('PURCHASE', 'REGISTRATION')),
    placed_at timestamptz not null,
    deleted_at timestamptz
);
create index if not exists orders_store on reference_platform.orders (store_code);
create index if not exists orders_member on reference_platform.orders (member_code);

create table if not exists reference_platform.order_lines (
    order_code text not null references reference_platform.orders,
    number integer not null,
    product_code text not null,
    name text not null,
    specification text not null,
    unit text not null,
    quantity integer not null check (quantity > 0),
    unit_price numeric(12, 2) not null,
    primary key (order_code, number)
);

create table if not exists reference_platform.payments (
    reference text primary key,
    order_code text not null references reference_platform.orders,
    amount numeric(12, 2) not null,
    payer text not null,
    method text not null,
    paid_at timestamptz not null
);
create index if not exists payments_order on reference_platform.payments (order_code);

create table if not exists reference_platform.shipments (
    number text primary key,
    order_code text not null references reference_platform.orders,
    carrier text not null,
    shipped_at timestamptz not null,
    delivered_at timestamptz
);
create index if not exists shipments_order on reference_platform.shipments (order_code);

create table if not exists reference_platform.fee_payments (
    reference text primary key,
    order_code text not null references reference_platform.orders,
    amount numeric(12, 2) not null check (amount > 0),
    paid_at timestamptz not null,
    refunded_at timestamptz
);
create index if not exists fee_payments_order on reference_platform.fee_payments (order_code);

create table if not exists reference_platform.acts (
    key text primary key,
    operation text not null,
    digest text not null,
    answer jsonb,
    at timestamptz not null
);

create table if not exists reference_platform.clock (
    id integer primary key check (id = 1),
    anchor timestamptz not null,
    shown timestamptz not null,
    speed double precision not null check (speed > 0)
);

create table if not exists reference_platform.notices (
    id text primary key,
    body text not null,
    due timestamptz not null,
    attempts integer not null
);
create index if not exists notices_due on reference_platform.notices (due);

create table if not exists reference_platform.periods_seen (
    store_code text primary key,
    period text not null,
    closes_at timestamptz not null
);
