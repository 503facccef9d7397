use super::Failure;
use crate::base::Builtin;
use crate::site::{EVENTS, SCRIPT};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HOST, LOCATION, RANGE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::ServiceExt;
use tower_http::services::ServeFile;

/// What a server answers with. It is asked from several threads at once.
pub trait Stage: Send + Sync + 'static {
    /// Whether a request that names this host is for us.
    fn is_own_host(&self, host: &str) -> bool;

    /// What stands at a path, as the request has it.
    fn answer(&self, path: &str) -> Answer;

    /// A page was opened, and wants to hear what happens to it. `shape` is what it was given.
    fn opened(&self, page: &str, shape: &str, listener: Listener);
}

/// What stands at a path.
#[derive(Debug)]
pub struct Answer {
    /// 200, 301, 404, 500.
    pub status: u16,
    /// Where else it is.
    pub location: Option<String>,
    /// What it is, as a browser is to be told.
    pub content_type: String,
    /// The thing itself.
    pub body: Bytes,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Bytes {
    /// These bytes.
    Held(Vec<u8>),
    /// This file.
    File(PathBuf),
}

/// An open page, to which events can be sent.
#[derive(Clone, Debug)]
pub struct Listener(UnboundedSender<(&'static str, String)>);

impl Listener {
    /// Sends an event of a name, with data in one line; without any, a browser would not hear it.
    pub fn tell(&self, name: &'static str, data: &str) {
        // A page that was closed meanwhile hears nothing.
        drop(self.0.send((name, data.to_owned())));
    }

    /// Whether nobody listens any more.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// How many ports are tried after the first one that is taken.
const TRIED: u16 = 100;

/// Takes a port to listen on: this one, or the next that is free; 0 is any.
///
/// # Errors
/// When the host is not of this machine, or no port is free.
pub fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    let failure = |error| Failure { doing: "listen at", path: format!("{host}:{port}").into(), error };
    let mut last = None;
    for port in port..=port.saturating_add(if port == 0 { 0 } else { TRIED }) {
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(failure)?.collect();
        match TcpListener::bind(&addresses[..]) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(failure(error)),
        }
    }
    Err(failure(last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// Answers requests, for as long as the program runs.
///
/// # Errors
/// When the system takes the port away.
pub fn serve(listener: TcpListener, stage: Arc<dyn Stage>) -> Result<(), Failure> {
    let failure = |error| Failure { doing: "serve at", path: PathBuf::new(), error };
    listener.set_nonblocking(true).map_err(failure)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failure)?;
    runtime
        .block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, Router::new().fallback(respond).with_state(stage)).await
        })
        .map_err(failure)
}

async fn respond(State(stage): State<Arc<dyn Stage>>, request: Request) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !stage.is_own_host(host) {
        return plain(StatusCode::MISDIRECTED_REQUEST, "This is a preview on somebody's own machine. It answers only to its own address.\n");
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.\n");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let mut response = match request.uri().path() {
        SCRIPT => ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], Builtin::bytes("templates/preview/preview.js").unwrap_or_default()).into_response(),
        EVENTS => events(stage, request.uri().query().unwrap_or_default()),
        _ => page(stage, request).await,
    };
    // What is served may change at any moment.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn events(stage: Arc<dyn Stage>, query: &str) -> Response {
    let (mut page, mut shape) = (String::new(), String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "page" => page = value.into_owned(),
            "shape" => shape = value.into_owned(),
            _ => {}
        }
    }
    let (tell, told) = unbounded_channel();
    // What it is told comes when it is known; meanwhile others are answered.
    drop(tokio::task::spawn_blocking(move || stage.opened(&page, &shape, Listener(tell))));
    let next = |mut told: UnboundedReceiver<(&'static str, String)>| async move {
        let (name, data) = told.recv().await?;
        Some((Ok::<Event, Infallible>(Event::default().event(name).data(data)), told))
    };
    Sse::new(stream::unfold(told, next)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

async fn page(stage: Arc<dyn Stage>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Ok(answer) = tokio::task::spawn_blocking(move || stage.answer(&path)).await else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "This could not be made.\n");
    };
    let content_type = HeaderValue::from_str(&answer.content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = match answer.body {
        // It answers requests for a part, too, without holding the file.
        Bytes::File(file) => match ServeFile::new(file).oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        },
        Bytes::Held(bytes) => held(bytes, answer.status, request.headers()),
    };
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    if let Some(location) = answer.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Bytes, or the part of them that was asked for (RFC 9110, section 14).
fn held(bytes: Vec<u8>, status: u16, asked: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let length = bytes.len() as u64;
    let range = asked.get(RANGE).filter(|_| status == StatusCode::OK).and_then(|range| range.to_str().ok());
    let ranges = range.and_then(|range| http_range_header::parse_range_header(range).ok()).map(|parsed| parsed.validate(length));
    let mut response = match ranges {
        Some(Ok(ranges)) if ranges.len() == 1 => {
            let (first, last) = (*ranges[0].start(), *ranges[0].end());
            // Validated: within the bytes, the first before the last.
            let taken = bytes.get(first as usize..=last as usize).unwrap_or_default().to_vec();
            let mut response = (StatusCode::PARTIAL_CONTENT, taken).into_response();
            if let Ok(told) = HeaderValue::from_str(&format!("bytes {first}-{last}/{length}")) {
                response.headers_mut().insert(CONTENT_RANGE, told);
            }
            response
        }
        Some(Err(_)) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            if let Ok(told) = HeaderValue::from_str(&format!("bytes */{length}")) {
                response.headers_mut().insert(CONTENT_RANGE, told);
            }
            response
        }
        _ => {
            let mut response = (status, bytes).into_response();
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
            response
        }
    };
    response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}
