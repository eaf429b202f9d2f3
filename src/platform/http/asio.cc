// The parts of Asio that are compiled once for the whole program.

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
