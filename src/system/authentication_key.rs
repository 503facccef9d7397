use crate::base::Digest;

/// A secret of 32 bytes that proves who wrote a text: a message authentication code is the BLAKE3
/// keyed hash of the text (BLAKE3 specification, section 2.3), cut to 128 bits.
///
/// A plain digest finds a spoilt disk. It does not find a forgery, since everybody can compute it.
#[derive(Clone)]
pub(super) struct AuthenticationKey([u8; KEY_BYTES]);

/// The length of a key in bytes.
pub(super) const KEY_BYTES: usize = 32;

/// What a JSON object begins with that carries its code: the code stands between this and
/// [`CODE_END`].
const CODE_START: &[u8] = b"{\"mac\":\"";
const CODE_END: &[u8] = b"\",";
/// Hexadecimal digits of a code.
const CODE_DIGITS: usize = 32;

impl AuthenticationKey {
    /// A key of these bytes.
    pub(super) fn new(bytes: [u8; KEY_BYTES]) -> AuthenticationKey {
        AuthenticationKey(bytes)
    }

    /// A hasher for a text that arrives in pieces. `context` says what the text is and where it
    /// lies: a code of one context proves nothing in another.
    pub(super) fn hasher(&self, context: &[&[u8]]) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in context {
            // The length first, so that two contexts never read the same.
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        hasher
    }

    /// A JSON object with its code as the first member, `mac`. Readers that know nothing of codes
    /// pass over it.
    pub(super) fn signed(&self, context: &[&[u8]], object: &str) -> Vec<u8> {
        let Some(rest) = object.strip_prefix('{') else { return object.as_bytes().to_vec() };
        let code = Digest::cut(&self.hasher(context).update(rest.as_bytes()).finalize());
        [CODE_START, code.to_string().as_bytes(), CODE_END, rest.as_bytes()].concat()
    }

    /// Whether a JSON object carries the code of this key for this context.
    pub(super) fn proves(&self, context: &[&[u8]], object: &[u8]) -> bool {
        let parts = object.strip_prefix(CODE_START).and_then(|rest| rest.split_at_checked(CODE_DIGITS));
        let Some((code, rest)) = parts.and_then(|(code, rest)| Some((code, rest.strip_prefix(CODE_END)?))) else { return false };
        Digest::cut(&self.hasher(context).update(rest).finalize()).to_string().as_bytes() == code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_that_signed_a_text_proves_it_and_only_where_it_lay() {
        let (ours, theirs) = (AuthenticationKey::new([1; KEY_BYTES]), AuthenticationKey::new([2; KEY_BYTES]));
        let context: &[&[u8]] = &[b"manifest", b"/srv/site"];
        let signed = ours.signed(context, "{\"version\":1,\"files\":{}}");
        assert!(ours.proves(context, &signed) && !theirs.proves(context, &signed));
        assert!(!ours.proves(&[b"manifest", b"/srv/other"], &signed) && !ours.proves(&[b"manifest/", b"srv/site"], &signed));
        for at in 0..signed.len() {
            let mut changed = signed.clone();
            changed[at] ^= 1;
            assert!(!ours.proves(context, &changed), "{at}");
        }
        for plain in [&b"{\"version\":1}"[..], b"", b"{\"mac\":\"", b"{\"mac\":\"00000000000000000000000000000000\",}"] {
            assert!(!ours.proves(context, plain));
        }
        let read: serde_json::Value = serde_json::from_slice(&signed).unwrap();
        assert_eq!(read["version"], 1);
    }
}
