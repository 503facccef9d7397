use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_yaml::{Error, Value};
use std::cell::Cell;
use std::fmt;

/// The most values that a text with aliases may stand for. A text without aliases stands for fewer
/// values than it has bytes, and is not counted.
const MOST: usize = 100_000;

/// Reads a YAML text. An alias (`*name`, YAML 1.2, section 7.1) stands for all that its anchor
/// holds, so a short text can stand for more values than fit in memory; such a text is refused
/// before any value is made.
///
/// # Errors
/// When the text is not YAML, or its aliases stand for more than a hundred thousand values.
pub fn yaml_value(text: &str) -> Result<Value, Error> {
    // Both signs are rare in front matter; where one is missing, there is no alias.
    if text.contains('&') && text.contains('*') {
        let left = Cell::new(MOST);
        Count(&left).deserialize(serde_yaml::Deserializer::from_str(text))?;
    }
    serde_yaml::from_str(text)
}

/// Counts the values of a text, and keeps none.
#[derive(Clone, Copy)]
struct Count<'c>(&'c Cell<usize>);

impl Count<'_> {
    fn one<E: serde::de::Error>(self) -> Result<(), E> {
        match self.0.get().checked_sub(1) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(E::custom(format!("its aliases stand for more than {MOST} values"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Count<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.one()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        self.one()
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<(), E> {
        self.one()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        self.one()
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<(), E> {
        self.one()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.one()
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.one()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.one()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.one()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.one()?;
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        self.one()?;
        while pairs.next_key_seed(self)?.is_some() {
            pairs.next_value_seed(self)?;
        }
        Ok(())
    }

    /// A value with a tag of its own, such as `!place Seoul`.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        self.one()?;
        let (_, value) = tagged.variant_seed(Tag)?;
        value.newtype_variant_seed(self)
    }
}

/// The name of a tag.
struct Tag;

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        String::deserialize(deserializer).map(drop).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_tags_are_read_as_the_yaml_reader_reads_them() {
        for text in ["a: &x [1, 2.5, true, ~]\nb: *x\n", "a: &x !place Seoul\nb: *x\nc: -3\n", "- &x {k: v}\n- *x\n", "a & b * c", "? &x [1]\n: *x\n", ""] {
            let plain: Result<Value, Error> = serde_yaml::from_str(text);
            assert_eq!(yaml_value(text).ok(), plain.ok(), "{text}");
        }
        assert!(yaml_value("a: *nobody & [").is_err());
    }

    #[test]
    fn a_short_text_that_stands_for_more_values_than_memory_holds_is_refused() {
        let wide = format!("a: &x [{}]\nb: [{}]\n", "1,".repeat(20_000), "*x,".repeat(15_000));
        let levels: String = (1..9).map(|level| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","))).collect();
        let keys = format!("a: &x {{{}}}\nb: [{}]\n", (0..5_000).map(|key| format!("k{key}: 1,")).collect::<String>(), "*x,".repeat(1_000));
        for text in [wide, format!("a0: &a0 [x]\n{levels}"), keys] {
            let error = yaml_value(&text).unwrap_err().to_string();
            assert!(error.contains("aliases") || error.contains("repetition"), "{error}");
        }
    }
}
