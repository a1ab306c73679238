//! How deep CBOR may go, told before anything of it is laid out.
//!
//! A reader that follows every level by itself runs out of stack on a few kilobytes of nothing but arrays
//! in arrays, and one that passes over what it does not know remembers every level. So bytes from outside
//! are walked once, without recursion and without memory, before they are read.

/// Levels of arrays and maps. What any version of ours writes has fewer than ten.
pub const NESTING_MAX: usize = 32;

/// Whether the bytes begin with one whole value that is nested no deeper than [`NESTING_MAX`]. Says nothing
/// of what stands behind it.
pub fn is_shallow(bytes: &[u8]) -> bool {
    walk(bytes).is_some()
}

/// How many values are still to come on a level; until a break where none says.
type Left = Option<u64>;

fn walk(bytes: &[u8]) -> Option<()> {
    let mut levels: [Left; NESTING_MAX] = [None; NESTING_MAX];
    let mut depth = 0;
    let mut rest = bytes;
    loop {
        let (major, argument) = head(&mut rest)?;
        let opened = match (major, argument) {
            (0 | 1, Some(_)) => None,
            (2 | 3, Some(length)) => {
                rest = rest.get(usize::try_from(length).ok()?..)?;
                None
            }
            // Pieces of bytes or text, up to a break.
            (2..=5, None) => Some(None),
            (4, Some(count)) => Some(Some(count)),
            (5, Some(count)) => Some(Some(count.checked_mul(2)?)),
            // A tag stands before its value and is none itself.
            (6, Some(_)) => continue,
            (7, Some(_)) => None,
            // A break ends the level that waits for one.
            (7, None) => {
                depth = usize::checked_sub(depth, 1)?;
                if levels[depth].is_some() {
                    return None;
                }
                None
            }
            _ => return None,
        };
        if let Some(left) = opened.filter(|left| *left != Some(0)) {
            *levels.get_mut(depth)? = left;
            depth += 1;
            continue;
        }
        // A value ended, and with it every level of which it was the last.
        loop {
            let Some(within) = depth.checked_sub(1) else { return Some(()) };
            let Some(left) = levels[within].as_mut() else { break };
            *left -= 1;
            if *left > 0 {
                break;
            }
            depth = within;
        }
    }
}

/// The next value's major type and argument; no argument where its length is left open, and for a break.
fn head(rest: &mut &[u8]) -> Option<(u8, Option<u64>)> {
    let (first, behind) = rest.split_first()?;
    let (major, info) = (first >> 5, first & 0x1f);
    let length = match info {
        0..24 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        31 => {
            *rest = behind;
            return Some((major, None));
        }
        _ => return None,
    };
    let (argument, behind) = behind.split_at_checked(length)?;
    *rest = behind;
    let argument = argument.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some((major, Some(if length == 0 { info.into() } else { argument })))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nested(opening: &[u8], levels: usize, ends: &[u8]) -> Vec<u8> {
        [opening.repeat(levels), vec![0], ends.repeat(levels)].concat()
    }

    #[test]
    fn as_many_levels_as_may_be_are_read_and_one_more_is_not() {
        // An array of one, a map from 0, an array and a map of open length.
        for (opening, ends) in [(&[0x81][..], &[][..]), (&[0xa1, 0], &[]), (&[0x9f], &[0xff]), (&[0xbf, 0], &[0xff])] {
            assert!(is_shallow(&nested(opening, NESTING_MAX, ends)), "{opening:?}");
            assert!(!is_shallow(&nested(opening, NESTING_MAX + 1, ends)), "{opening:?}");
            assert!(!is_shallow(&nested(opening, 100_000, ends)), "{opening:?}");
        }
    }

    #[test]
    fn values_beside_each_other_are_no_levels_and_what_follows_is_not_looked_at() {
        assert!(is_shallow(&[&[0x98, 200][..], &[0x81, 0x80].repeat(200)].concat()));
        assert!(is_shallow(&[&[0x9f][..], &[0x80].repeat(1_000), &[0xff]].concat()));
        assert!(is_shallow(&[&[0xc1].repeat(1_000)[..], &[0]].concat()));
        assert!(is_shallow(&[&[0][..], &[0x81].repeat(1_000)].concat()));
    }

    #[test]
    fn what_breaks_off_or_is_no_cbor_is_not_shallow() {
        for bytes in [&[][..], &[0x82, 0], &[0x9f, 0], &[0xff], &[0x81, 0xff], &[0x1c], &[0x62, 0x61], &[0x9b; 9]] {
            assert!(!is_shallow(bytes), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn what_our_own_writer_makes_is_shallow(values in prop::collection::vec(any::<(u64, String, Option<bool>)>(), 0..40)) {
            prop_assert!(is_shallow(&minicbor::to_vec(&values).unwrap()));
        }

        #[test]
        fn whatever_is_shallow_is_passed_over_to_where_it_ends(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if is_shallow(&bytes) {
                let mut decoder = minicbor::Decoder::new(&bytes);
                // Text that is no UTF-8 is well formed all the same.
                let _ = decoder.skip();
            }
        }
    }
}
