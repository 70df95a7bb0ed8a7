# Sourced by run.sh and check.sh, in bench/: what both need before anything is measured.
. ../scripts/needs.sh

floor_packages=(python3 libjpeg-turbo-progs)

[ -x ../dist/maple ] || { echo "There is no dist/maple: run ./publish.sh first" >&2; exit 1; }

# The pictures are drawn once; the same ones at every run.
if [ ! -e .work/corpus/complete ]; then
  need_dotnet
  need_packages "${floor_packages[@]}"
  echo "Drawing the corpus" >&2
  dotnet run -c Release --project corpus -- .work/corpus 2 >&2
  for photo in .work/corpus/photo-12mp-*.jpg; do
    jpegtran -progressive "$photo" >"${photo/photo/progressive}"
  done
  touch .work/corpus/complete
fi
