use super::profile::Profile;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientConfigKey, ClientOptions, ObjectStore, Result, RetryConfig};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use std::env;
use std::sync::Arc;
use std::time::Duration;

/// Where the objects of a store are.
#[derive(Clone, Copy)]
pub struct StoreAddress<'a> {
    /// `s3://`, `gs://`, `az://`, `https://`.
    pub url: &'a str,
    /// The region of a bucket of S3.
    pub region: Option<&'a str>,
    /// Another server that speaks as S3 does.
    pub endpoint: Option<&'a str>,
}

/// How long a file may travel: a few megabytes over a slow line.
const SLOW: Duration = Duration::from_secs(900);

/// The same, and how long it may take until a server answers, as settings beside those of the environment (a proxy, say), which stay.
const PATIENCE: [(ClientConfigKey, &str); 2] = [(ClientConfigKey::Timeout, "900s"), (ClientConfigKey::ConnectTimeout, "20s")];

/// How often, and for how long, a server that is out of breath is asked again.
fn patience() -> RetryConfig {
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(10), base: 2.0 };
    RetryConfig { backoff, max_retries: 8, retry_timeout: SLOW }
}

impl StoreAddress<'_> {
    /// Opens it, with the credentials that the environment and its files give (`AWS_ACCESS_KEY_ID`, `GOOGLE_APPLICATION_CREDENTIALS`,
    /// `AZURE_STORAGE_ACCOUNT_KEY` and their kin, `~/.aws/credentials`, `DATELINE_WEBDAV_USER` and `DATELINE_WEBDAV_PASSWORD`), and gives the path within it that the site begins at.
    pub(super) fn open(&self) -> Result<(Arc<dyn ObjectStore>, Path)> {
        // Whoever was first has chosen the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let (scheme, rest) = self.url.split_once("://").unwrap_or(("https", self.url));
        let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_plain = |url: &str| url.starts_with("http://");
        let store: Arc<dyn ObjectStore> = match scheme {
            "s3" => {
                let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(patience());
                for (key, value) in PATIENCE {
                    builder = builder.with_config(AmazonS3ConfigKey::Client(key), value);
                }
                let is_set = |names: &[&str]| names.iter().any(|name| env::var_os(name).is_some());
                let profile = Profile::read();
                // Who says who they are in the environment means that; and so does a machine that is given a role.
                if !is_set(&[
                    "AWS_ACCESS_KEY_ID",
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                ]) && let Some((id, secret)) = profile.keys
                {
                    builder = builder.with_access_key_id(id).with_secret_access_key(secret);
                    if let Some(token) = profile.token {
                        builder = builder.with_token(token);
                    }
                }
                let known = profile.region.filter(|_| !is_set(&["AWS_REGION", "AWS_DEFAULT_REGION"]));
                if let Some(region) = self.region.map(str::to_owned).or(known) {
                    builder = builder.with_region(region);
                }
                if let Some(endpoint) = self.endpoint {
                    builder = builder.with_endpoint(endpoint);
                    if is_plain(endpoint) {
                        builder = builder.with_allow_http(true);
                    }
                }
                Arc::new(builder.build()?)
            }
            "gs" => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(patience());
                let set = |builder: GoogleCloudStorageBuilder, (key, value)| builder.with_config(GoogleConfigKey::Client(key), value);
                Arc::new(PATIENCE.into_iter().fold(builder, set).build()?)
            }
            "az" => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket).with_retry(patience());
                let set = |builder: MicrosoftAzureBuilder, (key, value)| builder.with_config(AzureConfigKey::Client(key), value);
                Arc::new(PATIENCE.into_iter().fold(builder, set).build()?)
            }
            _ => {
                let options = ClientOptions::new().with_allow_http(is_plain(self.url));
                let options = PATIENCE.into_iter().fold(options, |options, (key, value)| options.with_config(key, value));
                // Within a server, a path is part of the address.
                let options = person().map_or(options.clone(), |headers| options.with_default_headers(headers));
                let builder = HttpBuilder::new().with_url(self.url.trim_end_matches('/')).with_retry(patience()).with_client_options(options);
                return Ok((Arc::new(builder.build()?), Path::default()));
            }
        };
        Ok((store, Path::parse(path.trim_matches('/'))?))
    }
}

/// Who asks a WebDAV server, where the environment says so (RFC 7617).
fn person() -> Option<HeaderMap> {
    let (user, password) = (env::var("DATELINE_WEBDAV_USER").ok()?, env::var("DATELINE_WEBDAV_PASSWORD").ok()?);
    let mut said = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))).ok()?;
    said.set_sensitive(true);
    Some(HeaderMap::from_iter([(AUTHORIZATION, said)]))
}
