use std::future::Future;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A connection on which writing fails when the other side has taken nothing for a while.
pub(super) struct WriteDeadline {
    stream: TcpStream,
    patience: Duration,
    /// When writing fails; `None` while the other side takes what is written.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl WriteDeadline {
    /// A connection whose other side may take nothing for so long.
    pub(super) fn new(stream: TcpStream, patience: Duration) -> WriteDeadline {
        WriteDeadline { stream, patience, deadline: None }
    }

    /// The result of a write, or an error where it waits for longer than may be.
    fn within_deadline(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let patience = self.patience;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(patience)));
        deadline.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for WriteDeadline {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for WriteDeadline {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within_deadline(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.within_deadline(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::io::Read;
    use std::net::TcpListener;

    /// Writes until an error, or until so many bytes are written.
    async fn written(stream: &mut WriteDeadline, most: usize) -> io::Result<usize> {
        let mut count = 0;
        while count < most {
            count += poll_fn(|context| Pin::new(&mut *stream).poll_write(context, &[0; 65536])).await?;
        }
        Ok(count)
    }

    #[test]
    fn a_side_that_reads_nothing_is_given_up_and_one_that_reads_is_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let connect = async || {
                let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
                (stream, listener.accept().unwrap().0)
            };
            let (stream, _silent) = connect().await;
            let error = written(&mut WriteDeadline::new(stream, Duration::from_millis(50)), usize::MAX).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            let (stream, mut reader) = connect().await;
            let read = std::thread::spawn(move || {
                let (mut count, mut piece) = (0, vec![0; 65536]);
                while let Ok(length @ 1..) = reader.read(&mut piece) {
                    count += length;
                }
                count
            });
            let sent = written(&mut WriteDeadline::new(stream, Duration::from_secs(60)), 64 << 20).await.unwrap();
            assert_eq!(read.join().unwrap(), sent);
        });
    }
}
