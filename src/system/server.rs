use super::Failure;
use super::write_deadline::WriteDeadline;
use crate::base::Builtin;
use crate::site::{EVENTS, FetchMetadata, FramePolicy, LONGEST_ADDRESS, LONGEST_SHAPE, SCRIPT};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
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

    /// A page that listened was closed.
    fn left(&self);

    /// Which other sites may load or frame pages.
    fn frame_policy(&self) -> &FramePolicy;
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
pub struct Listener {
    events: Sender<(&'static str, String)>,
    /// Whether it did not read what it was sent.
    is_behind: Arc<AtomicBool>,
}

/// How many events may wait for a page to read them.
const EVENTS_WAITING: usize = 64;

impl Listener {
    /// Sends an event of a name, with data in one line; without any, a browser would not hear it.
    pub fn tell(&self, name: &'static str, data: &str) {
        // A page that was closed meanwhile hears nothing. One that reads nothing is dropped, and
        // connects anew if it is alive.
        if let Err(TrySendError::Full(_)) = self.events.try_send((name, data.to_owned())) {
            self.is_behind.store(true, Ordering::Relaxed);
        }
    }

    /// Whether nobody listens any more.
    pub fn is_closed(&self) -> bool {
        self.events.is_closed() || self.is_behind.load(Ordering::Relaxed)
    }
}

/// The other end of a [`Listener`]. When the connection ends, the stage is told.
struct Heard {
    events: Receiver<(&'static str, String)>,
    stage: Arc<dyn Stage>,
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.events.close();
        self.stage.left();
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

/// How long a client may take to send the head of a request, the first or the next: a half-sent one
/// would be held for ever.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may read nothing of an answer: one that never reads would be held for ever. A
/// film that is paused is asked for again from where it was.
const READ_TIME: Duration = Duration::from_secs(60);

/// How many bytes the head of a request may have.
const LONGEST_HEAD: usize = 64 * 1024;

/// How many connections are held at once; the system lets others wait. Below the 1024 files that
/// many systems allow a program.
const CONNECTIONS: usize = 512;

/// How long nothing is accepted after the system refused a connection, since it has no more files.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers requests, for as long as the program runs.
///
/// # Errors
/// When the system takes the port away.
pub fn serve(listener: TcpListener, stage: Arc<dyn Stage>) -> Result<(), Failure> {
    let failure = |error| Failure { doing: "serve at", path: PathBuf::new(), error };
    listener.set_nonblocking(true).map_err(failure)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failure)?;
    runtime.block_on(accept(listener, stage)).map_err(failure)
}

/// Accepts connections and answers on each of them.
async fn accept(listener: TcpListener, stage: Arc<dyn Stage>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let service = TowerToHyperService::new(Router::new().fallback(respond).with_state(stage));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LONGEST_HEAD);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // Nobody closes the semaphore.
        let place = places.clone().acquire_owned().await.map_err(std::io::Error::other)?;
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = http.serve_connection(TokioIo::new(WriteDeadline::new(stream, READ_TIME)), service.clone());
                drop(tokio::spawn(async move {
                    // A client that breaks off is no fault of ours.
                    drop(connection.await);
                    drop(place);
                }));
            }
            Err(error) if is_of_connection(&error) => {}
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Whether an error is that of one client, and the next can be accepted at once.
fn is_of_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers a request, with what every answer says to browsers.
async fn respond(State(stage): State<Arc<dyn Stage>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = answer(stage.clone(), request).await;
    // A page that says that there is nothing is not made for frames, whatever address was asked
    // for.
    let page = if response.status().is_success() { &*path } else { "" };
    let headers = response.headers_mut();
    let form = headers.get(CONTENT_TYPE).and_then(|form| form.to_str().ok()).unwrap_or_default();
    for policy in stage.frame_policy().content_policies(page, form).into_iter().filter_map(|policy| HeaderValue::from_str(&policy).ok()) {
        headers.append(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    // What is served may change at any moment.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn answer(stage: Arc<dyn Stage>, request: Request) -> Response {
    if let Some(refused) = refused(&*stage, &request) {
        return refused;
    }
    match request.uri().path() {
        SCRIPT => ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], Builtin::bytes("templates/preview/preview.js").unwrap_or_default()).into_response(),
        EVENTS => events(stage, request.uri().query().unwrap_or_default()),
        _ => page(stage, request).await,
    }
}

/// The answer to a request that is not for us, or that asks for something else than to read.
fn refused(stage: &dyn Stage, request: &Request) -> Option<Response> {
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !stage.is_own_host(said(HOST.as_str())) {
        let why = "This is a preview on somebody's own machine. It answers only to its own address.\n";
        return Some(plain(StatusCode::MISDIRECTED_REQUEST, why));
    }
    let fetch = FetchMetadata { site: said("sec-fetch-site"), mode: said("sec-fetch-mode"), dest: said("sec-fetch-dest") };
    let path = request.uri().path();
    if !stage.frame_policy().answers(path, EVENTS, fetch) {
        return Some(plain(StatusCode::FORBIDDEN, "This is a preview on somebody's own machine. Other sites cannot load it.\n"));
    }
    if path.len() > LONGEST_ADDRESS {
        return Some(plain(StatusCode::URI_TOO_LONG, "No page has an address that long.\n"));
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.\n");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(refused);
    }
    None
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
    if page.len() > LONGEST_ADDRESS || shape.len() > LONGEST_SHAPE {
        return plain(StatusCode::URI_TOO_LONG, "No page has an address that long.\n");
    }
    let (tell, told) = channel(EVENTS_WAITING);
    let heard = Heard { events: told, stage: stage.clone() };
    // What it is told comes when it is known; meanwhile others are answered.
    drop(tokio::task::spawn_blocking(move || stage.opened(&page, &shape, Listener { events: tell, is_behind: Arc::default() })));
    let next = |mut heard: Heard| async move {
        let (name, data) = heard.events.recv().await?;
        Some((Ok::<Event, Infallible>(Event::default().event(name).data(data)), heard))
    };
    Sse::new(stream::unfold(heard, next)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
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
