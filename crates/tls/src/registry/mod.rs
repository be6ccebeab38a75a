//! The numbers of TLS (IANA's registries), a type and a table each. No other code has such a number as a
//! literal; tests/source.py checks that.
//!
//! | file | numbers of |
//! | --- | --- |
//! | `alert` | alert levels and descriptions |
//! | `algorithm` | the algorithms of cipher suites, as OpenSSL's bits |
//! | `certificate_type` | types of client certificates |
//! | `content_type` | content types of records |
//! | `extension` | extensions |
//! | `field` | small numbers inside messages |
//! | `group` | groups, with what each is made of |
//! | `message` | handshake messages |
//! | `scheme` | signature schemes, with what each is made of |
//! | `state` | states of the handshake, which OpenSSL numbers |
//! | `suite` | cipher suites, with what each is made of |
//! | `version` | protocol versions |

/// Defines the type of a number and its values; `Debug` knows their names.
macro_rules! numbers {
    (
        $(#[$doc:meta])* $type:ident($inner:ty)
        $($name:ident = $number:literal;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $type(pub $inner);

        $(
            #[doc = concat!(stringify!($type), " ", stringify!($number), ".")]
            pub const $name: $type = $type($number);
        )*

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match *self {
                    $($name => f.write_str(stringify!($name)),)*
                    $type(number) => write!(f, concat!(stringify!($type), "({})"), number),
                }
            }
        }
    };
}

pub mod alert;
pub mod algorithm;
pub mod certificate_type;
pub mod content_type;
pub mod extension;
pub mod field;
pub mod group;
pub mod message;
pub mod scheme;
pub mod state;
pub mod suite;
pub mod version;
