//! Keys of the site's own, as they are kept between builds: as the YAML they are, since what is kept has no types in it.

use crate::base::yaml_value;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_yaml::Value;

/// Keeps a value as YAML.
///
/// # Errors
/// When it would not read back as itself.
pub(super) fn serialize<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = value.as_ref().map(serde_yaml::to_string).transpose().map_err(ser::Error::custom)?;
    let again: Option<Value> = text.as_deref().map(yaml_value).transpose().map_err(ser::Error::custom)?;
    if again != *value {
        return Err(ser::Error::custom("this value does not read back as itself"));
    }
    text.serialize(serializer)
}

/// Reads a value that was kept.
///
/// # Errors
/// When it is no YAML.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Option::<String>::deserialize(deserializer)?.as_deref().map(yaml_value).transpose().map_err(de::Error::custom)
}
