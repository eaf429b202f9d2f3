// The types of Asio that connections use. Private: no header that other modules include may name
// Boost, which costs seconds and gigabytes of compilation.

#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace holdfast::http {

namespace asio = boost::asio;

// Naming the executor's type spares every operation a type-erased one.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
using ErrorCodeOfIo = boost::system::error_code;
inline constexpr asio::use_awaitable_t<Executor> kAwait;

}  // namespace holdfast::http
