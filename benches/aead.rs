//! The raw AEADs: seals and opens 16 KiB with each implementation, one after the other, and prints
//!
//!     SUITE IMPLEMENTATION SEAL OPEN BOTH
//!
//! in MB of plaintext per CPU second; the last is one after the other, as in the bulk cases of bench.c.

use std::hint::black_box;

use crypto::aead::{choose, AeadAlgorithm, AeadKey, Implementation, TAG_LEN};
use crypto::library::Library;

const RECORD: usize = 16384;
const NONCE: [u8; 12] = [1; 12];
const AAD: [u8; 5] = [23, 3, 3, 64, 17];

/// How often each is repeated.
const COUNT: u32 = 50_000;
const BATCH: u32 = 100;

fn main() {
    let library = Library::with_query(c"provider=default");
    for (suite, algorithm) in [
        ("AES-128-GCM", AeadAlgorithm::Aes128Gcm),
        ("AES-256-GCM", AeadAlgorithm::Aes256Gcm),
    ] {
        let key = || AeadKey::new(algorithm, &[7; 32][..algorithm.key_len()]).expect("a key");
        for implementation in Implementation::ALL {
            choose(implementation);
            measure(&format!("{suite} {}", implementation.name()), key(), key());
        }
        let (mut seals, mut opens) = (key(), key());
        seals.set_library(&library);
        opens.set_library(&library);
        measure(&format!("{suite} libcrypto"), seals, opens);
    }
}

fn measure(title: &str, mut seals: AeadKey, mut opens: AeadKey) {
    let content = vec![b'x'; RECORD];
    let mut sealed = vec![0; RECORD + TAG_LEN];
    let (mut sealing, mut opening) = (0.0, 0.0);
    // Both in turn, a batch at a time: what is opened was in the cache before, as a record is.
    for _ in 0..COUNT / BATCH {
        sealing += seconds(|| {
            for _ in 0..BATCH {
                let (content, out) = (black_box(&content), black_box(&mut sealed));
                let done = seals.seal(NONCE, &AAD, content, &[], 0, out);
                done.expect("sealing");
            }
        });
        let (text, tag) = sealed.split_at_mut(RECORD);
        let copy = text.to_vec();
        let copying = seconds(|| {
            for _ in 0..BATCH {
                black_box(&mut *text).copy_from_slice(black_box(&copy));
            }
        });
        let both = seconds(|| {
            for _ in 0..BATCH {
                black_box(&mut *text).copy_from_slice(black_box(&copy));
                assert!(opens
                    .open(NONCE, &AAD, tag, black_box(text))
                    .expect("opening"));
            }
        });
        opening += both - copying;
        assert_eq!(text, content);
    }
    let rate = |time: f64| f64::from(COUNT) * RECORD as f64 / 1e6 / time;
    println!(
        "{title} {:.0} {:.0} {:.0}",
        rate(sealing),
        rate(opening),
        rate(sealing + opening)
    );
}

/// CPU seconds of the process.
fn seconds(work: impl FnOnce()) -> f64 {
    let start = cpu_time();
    work();
    cpu_time() - start
}

fn cpu_time() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the place is a local variable's.
    let done = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(done, 0);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
