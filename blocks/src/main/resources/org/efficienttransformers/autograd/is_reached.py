  def forward(self: __torch__.M, $ARRAYS) -> Tensor:
    if ops.prim.AutogradAllNonZero($GRADIENTS):
      flag = 1
    else:
      flag = 0
    return torch.tensor(flag, dtype=4, device=None, requires_grad=False)
