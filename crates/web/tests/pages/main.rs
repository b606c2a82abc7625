//! The pages of the gallery and the boundary around a service, seen from outside as the services use them.

#[cfg(test)]
mod boundary;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod markup;
mod sample;
