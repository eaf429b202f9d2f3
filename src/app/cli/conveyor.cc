#include "app/cli/conveyor.h"

#include <chrono>

#include "base/check.h"

namespace holdfast::cli {

Conveyor::Conveyor(std::size_t thread_count, std::function<void()> idle)
    : ahead_max_(thread_count * 4), idle_(std::move(idle)) {
  CHECK(thread_count > 0);
  for (std::size_t i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
  deliverer_ = std::thread([this] { deliver(); });
}

Conveyor::~Conveyor() { finish(); }

void Conveyor::add(Task task) {
  auto item = std::make_shared<Item>();
  item->task = std::move(task);
  {
    std::unique_lock lock(mutex_);
    CHECK(!is_finishing_);
    has_room_.wait(lock, [this] { return ordered_.size() < ahead_max_; });
    waiting_.push_back(item);
    ordered_.push_back(std::move(item));
  }
  has_task_.notify_one();
}

void Conveyor::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_finishing_ = true;
  }
  has_task_.notify_all();
  has_result_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  if (deliverer_.joinable()) deliverer_.join();
}

void Conveyor::work() {
  Workbench bench;
  for (;;) {
    std::shared_ptr<Item> item;
    {
      std::unique_lock lock(mutex_);
      has_task_.wait(lock, [this] { return is_finishing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      item = std::move(waiting_.front());
      waiting_.pop_front();
    }
    Delivery delivery = item->task(bench);
    item->task = nullptr;
    {
      const std::lock_guard lock(mutex_);
      item->delivery = std::move(delivery);
      item->is_done = true;
    }
    has_result_.notify_one();
  }
}

void Conveyor::deliver() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto is_ready = [this] {
      return ordered_.empty() ? is_finishing_ : ordered_.front()->is_done;
    };
    if (!has_result_.wait_for(lock, std::chrono::milliseconds(100), is_ready)) {
      lock.unlock();
      idle_();
      lock.lock();
      continue;
    }
    if (ordered_.empty()) return;
    const std::shared_ptr<Item> item = std::move(ordered_.front());
    ordered_.pop_front();
    lock.unlock();
    has_room_.notify_one();
    item->delivery();
    lock.lock();
  }
}

}  // namespace holdfast::cli
