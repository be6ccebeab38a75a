//! The tables: nothing in them is unreachable, and nothing leads nowhere.

use std::collections::BTreeSet;

use super::conditions::always;
use super::table::{ReadRow, To, WriteRow};
use super::{client_reads, client_writes, server_reads, server_writes, states};
use crate::registry::state::{self, HandshakeState};

/// One side's tables.
struct Tables {
    reads: [&'static [ReadRow]; 2],
    writes: [&'static [WriteRow]; 2],
}

const CLIENT: Tables = Tables {
    reads: [client_reads::TLS12, client_reads::TLS13],
    writes: [client_writes::TLS12, client_writes::TLS13],
};

const SERVER: Tables = Tables {
    reads: [server_reads::TLS12, server_reads::TLS13],
    writes: [server_writes::TLS12, server_writes::TLS13],
};

impl Tables {
    /// All pairs of a state and one that follows it.
    fn ways(&self) -> impl Iterator<Item = (HandshakeState, HandshakeState)> {
        let reads = self.reads.into_iter().flatten();
        let writes = self.writes.into_iter().flatten();
        let reads = reads.map(|row| (row.from, row.to));
        reads.chain(writes.filter_map(|row| match row.to {
            To::State(to) => Some((row.from, to)),
            To::Read => None,
        }))
    }

    /// The states that can be reached from the start.
    fn reached(&self) -> BTreeSet<HandshakeState> {
        let mut reached = BTreeSet::from([state::BEFORE]);
        loop {
            let known = reached.len();
            for (from, to) in self.ways() {
                if reached.contains(&from) {
                    reached.insert(to);
                }
            }
            if reached.len() == known {
                return reached;
            }
        }
    }
}

#[test]
fn every_row_is_reached() {
    for tables in [CLIENT, SERVER] {
        let reached = tables.reached();
        for (from, to) in tables.ways() {
            assert!(reached.contains(&from), "{from:?} -> {to:?}");
        }
    }
}

#[test]
fn every_state_is_reached() {
    let both = &CLIENT.reached() | &SERVER.reached();
    for number in 0..50 {
        let state = HandshakeState(number);
        assert!(both.contains(&state), "{state:?}");
    }
}

#[test]
fn no_row_hides_another() {
    for tables in [CLIENT, SERVER] {
        for rows in tables.writes {
            for (index, row) in rows.iter().enumerate() {
                let hidden = rows[..index].iter().any(|earlier| {
                    let same = std::ptr::fn_addr_eq(earlier.when, row.when);
                    let all = std::ptr::fn_addr_eq(earlier.when, always as super::table::Condition);
                    earlier.from == row.from && (same || all)
                });
                assert!(!hidden, "{:?} -> {:?}", row.from, row.to);
            }
        }
        for rows in tables.reads {
            for (index, row) in rows.iter().enumerate() {
                let hidden = rows[..index].iter().any(|earlier| {
                    let same = std::ptr::fn_addr_eq(earlier.when, row.when);
                    let all = std::ptr::fn_addr_eq(earlier.when, always as super::table::Condition);
                    (earlier.from, earlier.message) == (row.from, row.message) && (same || all)
                });
                assert!(!hidden, "{:?} -> {:?}", row.from, row.to);
            }
        }
    }
}

#[test]
fn who_enters_a_state_finds_its_work() {
    for tables in [CLIENT, SERVER] {
        for row in tables.reads.into_iter().flatten() {
            assert!(states::find(row.to).reads.is_some(), "{:?}", row.to);
        }
        for row in tables.writes.into_iter().flatten() {
            if let To::State(to) = row.to {
                assert!(states::find(to).writes.is_some(), "{to:?}");
            }
        }
    }
}

/// Where a server or client turns to reading, some message must be able to come, and the other way round.
#[test]
fn no_state_is_a_dead_end() {
    for tables in [CLIENT, SERVER] {
        for (reads, writes) in tables.reads.into_iter().zip(tables.writes) {
            for row in writes.iter().filter(|row| row.to == To::Read) {
                let goes_on = reads.iter().any(|read| read.from == row.from);
                assert!(goes_on, "{:?}", row.from);
            }
        }
    }
}
