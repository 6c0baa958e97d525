"""What leaves the page: weights, programs, pictures, films, links. It knows of no pages."""
