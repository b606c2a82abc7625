//! Both services in this process, on free ports, with the sample people in them.

mod folder;

pub use folder::Folder;
