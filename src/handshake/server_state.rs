//! A session in the encoding in which rustls's servers take it back.

use super::Found;
use tls::registry::version::ProtocolVersion;

/// Appends a vector with a length of `width` bytes before it.
fn put_vector(out: &mut Vec<u8>, width: usize, content: &[u8]) {
    let len = content.len().to_be_bytes();
    out.extend_from_slice(&len[len.len() - width..]);
    out.extend_from_slice(content);
}

/// The encoding. rustls resumes a session only under the name that it was made for: so it is always
/// the name that the client asks for.
pub(super) fn encode(found: &Found, version: ProtocolVersion, name: Option<&str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(found.secret.len() + 64);
    // rustls keeps no address, and names in lower case.
    let known = |name: &&str| name.len() <= 255 && name.parse::<std::net::IpAddr>().is_err();
    let name = name.filter(known);
    out.push(name.is_some().into());
    if let Some(name) = name {
        put_vector(&mut out, 1, name.to_ascii_lowercase().as_bytes());
    }
    out.extend_from_slice(&version.0.to_be_bytes());
    out.extend_from_slice(&found.suite.0.to_be_bytes());
    put_vector(&mut out, 1, &found.secret);
    out.push(found.extended_master_secret.into());
    // No chain, no protocol, no application data.
    out.extend_from_slice(&[0, 0, 0, 0]);
    out.extend_from_slice(&found.created.to_be_bytes());
    out.extend_from_slice(&found.age_add.to_be_bytes());
    out
}
