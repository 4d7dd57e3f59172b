/** The statements of each migration, in order. A migration that has run anywhere is never changed. */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table end_users (
      id text primary key,
      bank text not null,
      bank_user_id text,
      created_at bigint not null
    )`,
    `create table sessions (
      token_hash text primary key,
      user_id text not null references end_users on delete cascade,
      created_at bigint not null,
      expires_at bigint not null
    )`,
    'create index sessions_by_expiry on sessions (expires_at)',
    `create table connections (
      id text primary key,
      user_id text not null references end_users on delete cascade,
      institution_id text not null,
      institution_name text not null,
      idempotency_key text not null,
      state text not null check (state in ('running', 'connected', 'failed')),
      run integer not null,
      bank_connection_id text,
      created_at bigint not null,
      updated_at bigint not null,
      unique (user_id, idempotency_key)
    )`,
    "create index connections_running on connections (id) where state = 'running'",
  ],
]
