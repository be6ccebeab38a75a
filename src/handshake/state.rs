//! What a server must know to resume a session, in rustls's encoding.

/// A server's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerState<'a> {
    /// The name that the client asked for.
    pub server_name: Option<&'a str>,
    /// Version of the session.
    pub version: u16,
    /// Cipher suite of the session.
    pub suite: u16,
    /// TLS 1.2: the master secret; TLS 1.3: the pre-shared key.
    pub secret: &'a [u8],
    /// TLS 1.2: the extended master secret was used.
    pub extended_master_secret: bool,
    /// The client's chain, DER, leaf first; empty if it sent none.
    pub peer_chain: Vec<&'a [u8]>,
    /// The selected protocol, empty if none.
    pub alpn: &'a [u8],
    /// When the session was made, in seconds since 1970.
    pub created: u64,
    /// TLS 1.3: `ticket_age_add`.
    pub age_add: u32,
}

/// Takes a vector with a length of `width` bytes.
fn vector<'a>(rest: &mut &'a [u8], width: usize) -> Option<&'a [u8]> {
    let len = number(rest, width)?;
    let (content, after) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    *rest = after;
    Some(content)
}

fn number(rest: &mut &[u8], width: usize) -> Option<u64> {
    let (bytes, after) = rest.split_at_checked(width)?;
    *rest = after;
    Some(bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

fn put_vector(out: &mut Vec<u8>, width: usize, content: &[u8]) {
    let len = content.len().to_be_bytes();
    out.extend_from_slice(&len[len.len() - width..]);
    out.extend_from_slice(content);
}

impl<'a> ServerState<'a> {
    /// Reads rustls's encoding. `None` if it is not one.
    pub(super) fn parse(state: &'a [u8]) -> Option<Self> {
        let mut rest = state;
        let server_name = match number(&mut rest, 1)? {
            1 => Some(std::str::from_utf8(vector(&mut rest, 1)?).ok()?),
            _ => None,
        };
        let version = number(&mut rest, 2)? as u16;
        let suite = number(&mut rest, 2)? as u16;
        let secret = vector(&mut rest, 1)?;
        let extended_master_secret = number(&mut rest, 1)? == 1;
        let mut peer_chain = Vec::new();
        if number(&mut rest, 1)? == 1 {
            let mut chain = vector(&mut rest, 3)?;
            while !chain.is_empty() {
                peer_chain.push(vector(&mut chain, 3)?);
            }
        }
        let mut alpn: &[u8] = &[];
        if number(&mut rest, 1)? == 1 {
            alpn = vector(&mut rest, 1)?;
        }
        vector(&mut rest, 2)?;
        let created = number(&mut rest, 8)?;
        let age_add = number(&mut rest, 4)? as u32;
        Some(Self {
            server_name,
            version,
            suite,
            secret,
            extended_master_secret,
            peer_chain,
            alpn,
            created,
            age_add,
        })
    }

    /// rustls's encoding. `None` if something is too long for it.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let short = u8::MAX.into();
        let chain_len: usize = self.peer_chain.iter().map(|cert| cert.len() + 3).sum();
        if self.server_name.is_some_and(|name| name.len() > short)
            || self.secret.len() > short
            || self.alpn.len() > short
            || chain_len >= 1 << 24
        {
            return None;
        }
        let mut out = Vec::with_capacity(chain_len + 128);
        out.push(self.server_name.is_some().into());
        if let Some(name) = self.server_name {
            put_vector(&mut out, 1, name.as_bytes());
        }
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(&self.suite.to_be_bytes());
        put_vector(&mut out, 1, self.secret);
        out.push(self.extended_master_secret.into());
        out.push((!self.peer_chain.is_empty()).into());
        if !self.peer_chain.is_empty() {
            let mut chain = Vec::with_capacity(chain_len);
            for cert in &self.peer_chain {
                put_vector(&mut chain, 3, cert);
            }
            put_vector(&mut out, 3, &chain);
        }
        out.push((!self.alpn.is_empty()).into());
        if !self.alpn.is_empty() {
            put_vector(&mut out, 1, self.alpn);
        }
        // No application data.
        put_vector(&mut out, 2, &[]);
        out.extend_from_slice(&self.created.to_be_bytes());
        out.extend_from_slice(&self.age_add.to_be_bytes());
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let full = ServerState {
            server_name: Some("example.org"),
            version: 0x0304,
            suite: 0x1302,
            secret: &[7; 48],
            extended_master_secret: true,
            peer_chain: vec![&[1; 300], &[2; 70000]],
            alpn: b"h2",
            created: 1_700_000_000,
            age_add: 0xdead_beef,
        };
        let encoded = full.encode().unwrap();
        assert_eq!(ServerState::parse(&encoded), Some(full.clone()));
        for length in 0..encoded.len() {
            assert_eq!(ServerState::parse(&encoded[..length]), None);
        }
        let little = ServerState {
            server_name: None,
            peer_chain: Vec::new(),
            alpn: b"",
            ..full.clone()
        };
        let encoded = little.encode().unwrap();
        assert_eq!(ServerState::parse(&encoded), Some(little));
        let long = ServerState {
            secret: &[7; 256],
            ..full
        };
        assert_eq!(long.encode(), None);
    }
}
